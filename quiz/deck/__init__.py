"""The questions as a whole: found by name, searched, checked."""
