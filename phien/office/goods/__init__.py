"""Products and stock: what there is, what it costs, how many."""
