"""A course of PrairieLearn, whose server draws numbers for each student and judges as this package does."""
