"""Notices: figures from the books, their posting and their life on the wall."""
