"""What is printed: documents built from service results, guarded, and set as PDF."""
