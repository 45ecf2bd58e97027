"""伙食价格: what a meal costs, from when on, and who decided it."""
