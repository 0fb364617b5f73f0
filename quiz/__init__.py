"""The application: sessions, grading, progress and the terminal."""

DISTRIBUTION = "convquiz"
__version__ = "0.1.0"
