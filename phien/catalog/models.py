"""Products and what is counted when they are sold."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from phien.plumbing.tenancy import CoopOwned


class Product(CoopOwned):
    """Something a cooperative makes. `search` is the folded text people search in."""

    name = models.TextField()
    brand = models.TextField(blank=True, default="")
    category = models.TextField(blank=True, default="")
    description = models.TextField(blank=True, default="")
    certificates = models.TextField(blank=True, default="")  # as printed: "OCOP 4 sao", "VietGAP"
    picture = models.ImageField(upload_to="products/", null=True, blank=True)
    drawing = models.TextField(blank=True, default="")  # name of a drawn picture of the demo
    search = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["coop", "name"], name="product_by_name")]

    def __str__(self) -> str:
        return self.name


class Variant(CoopOwned):
    """What is counted and sold: one unit of a product, with its net content and price (đồng)."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    name = models.TextField(blank=True, default="")  # "500 ml"; empty where the product has one
    unit = models.TextField()  # the counted unit: chai, hũ, gói, hộp, túi
    net_value = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    net_unit = models.TextField(blank=True, default="")
    price = models.BigIntegerField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="variant_price_not_negative"),
            models.CheckConstraint(
                condition=Q(net_value__isnull=True) | Q(net_value__gt=0), name="variant_net_is_something"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Product and variant as people say it."""
        return f"{self.product.name} {self.name}".strip()


class Certificate(CoopOwned):
    """A paper that says something of products, until a day: OCOP, VietGAP, food safety. One without a day
    does not run out."""

    name = models.TextField()
    number = models.TextField(blank=True, default="")
    issued_by = models.TextField(blank=True, default="")
    valid_until = models.DateField(null=True, blank=True)  # the last day it counts
    products = models.ManyToManyField(Product, related_name="papers", blank=True)
    created_at = models.DateTimeField(db_default=Now())
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["coop", "valid_until"], name="certificate_running_out", condition=Q(archived_at=None)
            )
        ]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="certificate_has_a_name")]

    def __str__(self) -> str:
        return self.name
