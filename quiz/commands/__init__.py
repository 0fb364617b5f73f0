"""The commands, one a file, each imported when called; the file's name is the command's."""
