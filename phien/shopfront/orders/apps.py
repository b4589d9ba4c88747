"""Django's registration of this part of the house."""

from django.apps import AppConfig


class ShopfrontOrdersConfig(AppConfig):
    name = "phien.shopfront.orders"
    label = "shopfront_orders"
    default_auto_field = "django.db.models.BigAutoField"
