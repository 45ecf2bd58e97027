"""The invented county 平安县: its people, its year, and the main job done on them."""
