"""每日人数: how many ate, day by day and class by class."""
