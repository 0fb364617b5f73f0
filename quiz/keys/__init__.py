"""Every key of the application: where it is bound, and which others the learner may give."""
