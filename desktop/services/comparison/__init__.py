"""四查三比对: two lists of people held against each other by sets, what is doubtful apart."""
