"""Screens and dialogs laid over the main screen."""
