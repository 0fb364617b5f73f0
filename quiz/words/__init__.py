"""What is said to the learner; the screens and the line mode say the same."""
