"""What a canteen prints."""
