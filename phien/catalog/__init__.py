"""Products and their variants: unit, net content, price in đồng, picture, category, certificates."""
