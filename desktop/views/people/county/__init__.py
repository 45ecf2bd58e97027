"""What a bureau sees of its schools: each school, all pupils, children in two schools."""
