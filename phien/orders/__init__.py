"""Order, its lines, its states and its buyer. Knows nothing of how an order was made.

Nouns: order, line. Truths: total adds up, money is never ended by a timer, one open order a buyer."""
