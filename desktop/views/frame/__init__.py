"""The frame of the window: where one can go, where and when one is, and a line at the foot."""
