"""The content: one file a question."""

DISTRIBUTION = "convquiz"
