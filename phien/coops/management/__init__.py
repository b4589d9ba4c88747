"""Commands of the house of cooperatives."""
