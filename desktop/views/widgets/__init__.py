"""Fields and small parts that every page is made of."""
