"""Reverse asks: the outcome is given, settings are wanted, and whatever makes the op do it is right."""
