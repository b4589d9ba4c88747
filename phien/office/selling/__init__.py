"""The office's screens from order to van: orders, call list, packing, labels, exports.

Nouns: order, call, packing. Facts live in `orders`, `payments` and `shipping`.
"""
