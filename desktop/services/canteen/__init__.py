"""The canteen's books: goods, money and meals in one set of accounts."""
