"""What is printed: documents built from service results, and the one module that makes PDF."""
