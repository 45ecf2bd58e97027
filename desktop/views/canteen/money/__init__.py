"""收支: the money of a canteen."""
