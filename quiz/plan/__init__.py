"""A plan to the day of an interview: what to ask today, and how much will be known then."""
