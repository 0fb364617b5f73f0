"""Typed text to value to verdict."""
