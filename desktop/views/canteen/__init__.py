"""The tabs of a canteen's books."""
