"""班级: the list of classes, and the pane with one class, its teacher and its forms."""
