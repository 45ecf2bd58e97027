"""今日: the one-screen day of a canteen."""
