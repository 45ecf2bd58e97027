"""教职工: the list of staff, the pane with one person's story, and the forms of what happens."""
