"""Classes: a copy of a set for every student, and what became of all copies."""
