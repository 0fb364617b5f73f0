"""QTI, the standard of learning platforms: one item of each version, and its packages."""
