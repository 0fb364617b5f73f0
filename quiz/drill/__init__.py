"""Flashcards: when one is due, which are dealt, how well they are known."""
