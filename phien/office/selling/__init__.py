"""Orders, calls and packing, as staff see them."""
