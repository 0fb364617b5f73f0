"""The append-only log of all that a learner did, and what goes into and out of it."""
