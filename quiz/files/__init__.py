"""Files and text from strangers: read with care, written whole or not at all."""
