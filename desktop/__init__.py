"""明册: the books of a rural school, kept in one place and printed for the wall."""
