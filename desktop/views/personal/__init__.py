"""What is typed and checked of a person, be it a pupil or one of the staff."""
