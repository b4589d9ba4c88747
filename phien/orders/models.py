"""Orders and lines. What must never be false here is a constraint, named as the sentence it keeps."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from phien.orders.contracts import Payment, State
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
    phone = models.TextField(db_default="", default="")  # E.164 or empty
    street = models.TextField(db_default="", default="")
    commune = models.TextField(db_default="", default="")
    province = models.TextField(db_default="", default="")
    note = models.TextField(db_default="", default="")
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
    state_before_money = models.TextField(db_default="", default="")
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_from", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["coop", "-id"], name="order_latest"),
            models.Index(fields=["session_id"], name="order_of_session"),
            models.Index(fields=["pay_by"], name="order_running_out", condition=Q(state="held")),
            models.Index(fields=["coop", "phone"], name="order_by_phone"),
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
                | (~Q(phone="") & ~Q(street="") & ~Q(commune="") & ~Q(province="")),
                name="no_parcel_without_phone_and_address",
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
    def owed(self) -> int:
        """đồng still missing."""
        return max(self.total - self.paid, 0)

    @property
    def to_collect(self) -> int:
        """đồng the carrier collects: what is missing of a cash order, nothing of a transfer."""
        return self.owed if self.payment == Payment.COD else 0

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
