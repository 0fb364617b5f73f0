"""Practice sets that are being put together, and saved as what the learner wants."""
