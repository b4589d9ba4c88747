"""The buyer's order page, /o/<token>."""
