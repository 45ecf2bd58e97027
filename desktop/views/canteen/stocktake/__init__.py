"""The tab 盘点: stocktakes, what is counted, and the month's statements."""
