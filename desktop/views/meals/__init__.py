"""食堂账目: meal days class by class, charges, and the close of the month."""
