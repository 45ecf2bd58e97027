"""Taking workbooks in: look first, then take in as one transaction, or take a whole batch back."""
