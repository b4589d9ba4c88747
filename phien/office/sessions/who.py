"""Who may do what in a live."""

from phien.office.access import ORDERS, SELLING

SEE = SELLING
WRITE_SHEET = SELLING
STEER = SELLING  # pin, price, stock, items: what the host needs while talking
DECIDE = SELLING  # the review queue: a cooperative of two has its host decide too
TEACH = DECIDE
BEGIN_AND_END = ("host",)
HIDE = SELLING  # what nobody shall have to read goes at once, whoever sees it first
BLOCK = ORDERS
