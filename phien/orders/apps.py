"""Django's registration of this house."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "phien.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"
