"""The picture of the README and the command that draws it."""
