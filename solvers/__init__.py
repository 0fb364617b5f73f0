"""The mathematics: closed forms, the convolution engine and what is read off its runs."""

DISTRIBUTION = "convquiz"
