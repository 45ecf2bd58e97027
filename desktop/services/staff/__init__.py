"""Staff: lists, one person's story, and the changes that are entered by hand."""
