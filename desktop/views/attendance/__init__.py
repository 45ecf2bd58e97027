"""考勤: calling the roll by keyboard, and who was not seen for days on end."""
