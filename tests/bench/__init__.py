"""Figures, not verdicts: ``python -m tests.bench`` prints medians and asserts nothing."""
