"""What each op shows when it is run: shapes, arrays that it accepts, and the way of a row of samples through it."""
