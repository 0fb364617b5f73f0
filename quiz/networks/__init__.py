"""Networks of the learner's."""
