"""How the numbers of variants and stacks of layers are typed and written."""
