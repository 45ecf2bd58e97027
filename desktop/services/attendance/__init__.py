"""Attendance: rolls of classes by day, what follows from them, and head counts against the roll."""
