"""Python's garbage collector in the processes that hold desks. No Django here."""

import gc

# A desk keeps some objects for every order: with Python's own thresholds the collector walks over all of them
# hundreds of times a sale (measured: a third of an order's time, pauses of half a second).
THRESHOLDS = (50_000, 20, 100)


def quiet_collector() -> None:
    """Leave what was imported alone, and look for cycles seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
