"""异动: events of the whole school, transfers, duplicates, and the new school year."""
