"""Excel in and out: knows columns and cells, no table and no window."""
