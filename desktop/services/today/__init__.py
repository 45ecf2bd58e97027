"""今天要办: what the system knows so far to be done today, each item with the record to open."""
