"""The kinds of answer."""
