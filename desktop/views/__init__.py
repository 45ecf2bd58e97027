"""Qt stands here only: what is seen on the screen."""
