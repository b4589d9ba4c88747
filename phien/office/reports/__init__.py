"""What a live brought, and what came in each day: figures that open the rows behind them."""
