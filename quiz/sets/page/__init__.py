"""A set as one page that grades: what it carries, and the script and the style that it is made of."""
