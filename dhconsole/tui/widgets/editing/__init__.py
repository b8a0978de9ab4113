"""The panel beside a grid in which rows of an input table are edited."""
