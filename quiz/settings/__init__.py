"""What the learner prefers, and how the program was asked to run."""
