"""教职工就餐: the month by name, what is paid, and the share of cost."""
