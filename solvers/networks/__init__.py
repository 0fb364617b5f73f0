"""Layers and networks as data, their table, their files and their runs."""
