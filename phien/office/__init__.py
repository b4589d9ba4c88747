"""The cooperative's own screens: home, sessions and studio, orders, calls, packing, products, stock,
people, settings, record. Holds no facts of its own."""
