"""What is not run for its size."""

LONGEST = 1 << 20
"""The longest row that is run."""
MOST_PHASES = 4096
"""The most neighbouring outputs whose fields are looked at."""
MOST_WEIGHTS = 1 << 28
"""The most weights of one layer that are built."""


class TooLargeError(ValueError):
    """What is not run here for its size."""
