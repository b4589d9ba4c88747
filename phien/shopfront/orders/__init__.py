"""The buyer's order page `/o/<token>`, without an account: an order, or a place in the waiting list."""
