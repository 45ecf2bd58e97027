"""How data is stored, knowing no table of any book."""
