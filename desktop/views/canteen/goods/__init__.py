"""Goods in and out: receipts, issues, what is in store, suppliers and articles."""
