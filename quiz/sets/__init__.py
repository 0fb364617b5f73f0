"""Practice sets: made, exported, graded."""
