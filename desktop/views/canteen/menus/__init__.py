"""食谱: the week, the dishes, and what went out against the plan."""
