"""Scenes as marks on a terminal's grid and as plain text."""
