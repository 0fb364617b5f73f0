"""Programs that the learner writes: their files, their run in a process of its own, the verdict."""
