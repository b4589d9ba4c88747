"""Orders and lines. What must never be false here is a constraint, named as the sentence it keeps."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext

from phien.orders.contracts import ENDED, MOST, Carrier, Does, Missing, Payment, Settled, State
from phien.orders.search import folded
from phien.plumbing.tenancy import CoopOwned, ScopedManager


class Order(CoopOwned):
    """What one buyer takes. Money in whole đồng; `token` opens the buyer's page, unguessable."""

    # `order_latest` begins with it: one index less for every order
    coop = models.ForeignKey("coops.Coop", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.TextField()
    token = models.TextField()
    session_id = models.BigIntegerField(null=True)  # the live session; live stands above: a plain number
    source = models.TextField()  # where it began: button, live, facebook, api
    buyer_key = models.TextField()
    buyer_name = models.TextField(db_default="", default="")
    # kept by the database itself, for searching without marks: docs/decisions/0022
    folded_name = models.GeneratedField(
        expression=folded("buyer_name"), output_field=models.TextField(), db_persist=True
    )
    phone = models.TextField(db_default="", default="")  # E.164 or empty
    street = models.TextField(db_default="", default="")
    commune = models.TextField(db_default="", default="")
    province = models.TextField(db_default="", default="")
    note = models.TextField(db_default="", default="")
    address_before = models.JSONField(null=True)  # what staff last wrote over, for its undo
    state = models.TextField(db_default=State.HELD.value, default=State.HELD.value)
    payment = models.TextField(db_default="", default="")
    goods = models.BigIntegerField()
    discount = models.BigIntegerField(db_default=0, default=0)
    shipping = models.BigIntegerField(db_default=0, default=0)
    total = models.BigIntegerField()
    paid = models.BigIntegerField(db_default=0, default=0)
    pay_by = models.DateTimeField(null=True)  # a comment's order has none until the session closes
    placed_at = models.DateTimeField(db_default=Now())
    claimed_at = models.DateTimeField(null=True)  # "Tôi đã chuyển"
    money_at = models.DateTimeField(null=True)  # when the first money came
    confirmed_at = models.DateTimeField(null=True)
    packed_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # cancelled or merged
    expired_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)  # the keeper sent the link or called
    reviving_at = models.DateTimeField(null=True)  # ended, its money came late: first in line since then
    state_before_money = models.TextField(db_default="", default="")
    consent_at = models.DateTimeField(null=True)  # when the buyer agreed to what is kept of them
    consent_version = models.TextField(db_default="", default="")  # of the words that were agreed to
    erased_at = models.DateTimeField(null=True)  # the person was taken out of it; money and lines stay
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_from", db_index=False
    )

    # the parcel: who packs it now, who packed it, what it weighs (grams), who brings it
    packer = models.ForeignKey(
        "coops.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    packer_since = models.DateTimeField(null=True)
    packed_by = models.ForeignKey(
        "coops.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    weight = models.IntegerField(null=True)
    carrier = models.TextField(db_default="", default="")
    handover = models.ForeignKey(
        "orders.Handover", null=True, on_delete=models.PROTECT, related_name="orders", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["coop", "-id"], name="order_latest"),
            models.Index(fields=["session_id"], name="order_of_session"),
            models.Index(fields=["pay_by"], name="order_running_out", condition=Q(state="held")),
            models.Index(fields=["coop", "phone"], name="order_by_phone"),
            models.Index(fields=["handover"], name="order_of_handover", condition=Q(handover__isnull=False)),
            # a new order is held and not in it: the desk pays nothing for it (docs/decisions/0027)
            models.Index(fields=["buyer_key"], name="order_of_buyer", condition=~Q(state="held")),
            # nor in these two: what staff work on, a handful beside all that ended (docs/decisions/0022)
            models.Index(
                fields=["coop"], name="order_in_the_store", condition=Q(state__in=["confirmed", "packed"])
            ),
            models.Index(
                fields=["coop"],
                name="order_paid_too_much",
                condition=Q(state__in=["cancelled", "expired"], paid__gt=0) | Q(paid__gt=F("total")),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("goods") - F("discount") + F("shipping")), name="order_total_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(goods__gte=0, discount__gte=0, shipping__gte=0, total__gte=0, paid__gte=0),
                name="order_money_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(expired_at__isnull=True)
                | Q(money_at__isnull=True)
                | Q(money_at__gte=F("expired_at")),
                name="money_is_never_ended_by_a_timer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="order_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(payment__in=[way.value for way in Payment]), name="order_payment_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["packed", "handed_over", "delivered"])
                | (~Q(phone="") & ~Q(street="") & ~Q(commune="") & ~Q(province=""))
                | Q(erased_at__isnull=False),
                name="no_parcel_without_phone_and_address",
            ),
            models.CheckConstraint(
                condition=Q(packer__isnull=True, packer_since__isnull=True)
                | Q(packer__isnull=False, packer_since__isnull=False),
                name="who_packs_has_a_beginning",
            ),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gte=10, weight__lte=50_000),
                name="a_parcel_weighs_10_g_to_50_kg",
            ),
            models.CheckConstraint(
                condition=Q(carrier__in=[carrier.value for carrier in Carrier]), name="order_carrier_is_known"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    buyer_key__startswith="erased:",
                    buyer_name="",
                    phone="",
                    street="",
                    commune="",
                    province="",
                    note="",
                ),
                name="an_erased_order_names_nobody",
            ),
            models.CheckConstraint(
                condition=Q(consent_at__isnull=True) | ~Q(consent_version=""),
                name="agreed_to_words_that_are_known",
            ),
            # constraints, not `unique=True`: that makes a second index of each, for searches by a beginning
            models.UniqueConstraint(fields=["code"], name="one_code_one_order"),
            models.UniqueConstraint(fields=["token"], name="one_token_one_order"),
            models.UniqueConstraint(
                fields=["session_id", "buyer_key"],
                condition=Q(state="held", money_at__isnull=True, claimed_at__isnull=True),
                name="one_open_order_a_buyer",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def shown_name(self) -> str:
        """The buyer's name, or that it was deleted; staff screens show this."""
        return gettext("deleted on request") if self.erased_at else self.buyer_name

    @property
    def owed(self) -> int:
        """đồng still missing."""
        return max(self.total - self.paid, 0)

    @property
    def to_send_back(self) -> int:
        """đồng too much: all money of an order that ended, else what is over the total."""
        return self.paid if self.state in ENDED else max(self.paid - self.total, 0)

    @property
    def to_collect(self) -> int:
        """đồng the carrier collects: what is missing of a cash order, nothing of a transfer."""
        return self.owed if self.payment == Payment.COD else 0

    @property
    def contents(self) -> str:
        """What is to be sent, as one text to compare: `allotment x pieces` of each line."""
        return " ".join(sorted(f"{line.allotment_id}x{line.counted}" for line in self.lines.all()))

    @property
    def addressed(self) -> bool:
        """A parcel could go there: phone, street, commune and province are known."""
        return bool(self.phone and self.street and self.commune and self.province)

    @property
    def address(self) -> str:
        """The address as typed, on one line."""
        return ", ".join(part for part in (self.street, self.commune, self.province) if part)


class Line(models.Model):
    """One variant at one price. Counts with `qty - short_qty`. Names are kept as they were sold."""

    # `one_line_an_item_and_price` begins with it
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    allotment = models.ForeignKey("stock.Allotment", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.TextField(db_default="", default="")
    name = models.TextField()
    unit = models.TextField()
    qty = models.IntegerField()
    short_qty = models.IntegerField(db_default=0, default=0)
    price = models.BigIntegerField()

    every_coop = models.Manager()
    objects = ScopedManager("order__coop")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(qty__gt=0), name="line_has_something"),
            models.CheckConstraint(
                condition=Q(short_qty__gte=0) & Q(short_qty__lte=F("qty")), name="line_short_within_quantity"
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="line_price_not_negative"),
            models.UniqueConstraint(
                fields=["order", "allotment", "price"], name="one_line_an_item_and_price"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ×{self.qty}"

    @property
    def counted(self) -> int:
        """What is really sent: ordered less what fell short."""
        return self.qty - self.short_qty

    @property
    def amount(self) -> int:
        """đồng for what is really sent."""
        return self.counted * self.price


class Handover(CoopOwned):
    """Parcels that one carrier took at one time, and who gave them."""

    carrier = models.TextField(db_default="", default="")
    at = models.DateTimeField()
    person = models.ForeignKey("coops.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["coop", "-id"], name="handover_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(carrier__in=[carrier.value for carrier in Carrier]),
                name="handover_carrier_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.at}"


class Shortage(CoopOwned):
    """Pieces of a line that were not on the shelf when it was picked, and what became of them.

    They count in the line's `short_qty` from the beginning; a shortage that is settled by `came` or
    `found` took them back out of it.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shortages")
    allotment = models.ForeignKey(
        "stock.Allotment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = models.TextField()
    price = models.BigIntegerField()  # đồng apiece, as the line has it
    qty = models.IntegerField()
    what = models.TextField()
    note = models.TextField(db_default="", default="")  # what was agreed with the buyer, what is awaited
    instead = models.TextField(db_default="", default="")  # the name of what is sent instead
    instead_allotment = models.BigIntegerField(null=True)
    instead_price = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    person = models.ForeignKey(
        "coops.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settled = models.TextField(db_default="", default="")
    settled_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # the buyer was written to

    class Meta:
        indexes = [
            models.Index(
                fields=["coop", "order"], name="shortage_awaited", condition=Q(what="wait", settled="")
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(qty__gt=0), name="shortage_has_something"),
            models.CheckConstraint(
                condition=Q(what__in=[what.value for what in Missing]), name="shortage_is_known"
            ),
            models.CheckConstraint(
                condition=Q(settled="", settled_at__isnull=True)
                | Q(settled__in=[how.value for how in Settled], settled_at__isnull=False),
                name="settled_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(what="replace", instead_allotment__isnull=False, instead_price__gte=0)
                | ~Q(what="replace") & Q(instead_allotment__isnull=True, instead_price__isnull=True),
                name="a_replacement_says_what_is_sent_instead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ×{self.qty} {self.what}"

    @property
    def awaited(self) -> bool:
        """The order waits for these pieces."""
        return self.what == Missing.WAIT and not self.settled

    @property
    def amount(self) -> int:
        """đồng that went off the goods for it."""
        return self.qty * self.price

    @property
    def more(self) -> int:
        """đồng more (or less) to pay for all of what is sent instead."""
        return (self.instead_price or 0) * self.qty - self.amount if self.what == Missing.REPLACE else 0


class KeptFilter(CoopOwned):
    """What somebody looks for again and again in the list of orders, under a name of their own.

    `query` is the list's own query string. Shared ones stand above everybody's list.
    """

    person = models.ForeignKey("coops.Person", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    query = models.TextField()
    shared = models.BooleanField(db_default=False, default=False)
    kept_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_kept_filter_has_a_name"),
            models.UniqueConstraint(
                fields=["coop", "person", "name"],
                condition=Q(removed_at__isnull=True),
                name="one_kept_filter_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Round(CoopOwned):
    """One thing done to many orders, each decided by itself: what was chosen, what was done, what refused.

    `refused` is order id → the refusal's code; `before` is order id → the payment it had, for undoing.
    """

    person = models.ForeignKey("coops.Person", on_delete=models.PROTECT, related_name="+")
    does = models.TextField()
    words = models.TextField(db_default="", default="")  # the message, or why it is cancelled
    orders = ArrayField(models.BigIntegerField())
    done = ArrayField(models.BigIntegerField(), default=list)
    refused = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Now())
    run_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(does__in=[does.value for does in Does]), name="a_round_does_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(orders__len__gte=1, orders__len__lte=MOST), name="a_round_is_of_some_orders"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.does} ×{len(self.orders)}"
