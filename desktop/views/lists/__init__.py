"""比对: the lists of other offices, and any two lists of people held against each other."""
