"""Wrong answers, and what is said of them."""
