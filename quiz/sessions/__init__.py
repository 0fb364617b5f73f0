"""The order of cards: what all sessions share, and one file a mode."""
