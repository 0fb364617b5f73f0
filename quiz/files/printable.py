"""Text of strangers in a message: file names and imported words may hold what steers a terminal."""


def printable(text: str) -> str:
    """Return a text with `?` for each letter that is not printed, a line break among them."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
