"""The orders' own fixtures serve here too."""

from phien.orders.tests.conftest import coop, keeper, order_of, variant

__all__ = ["coop", "keeper", "order_of", "variant"]
