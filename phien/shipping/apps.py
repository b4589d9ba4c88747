"""Django's registration of this house."""

from django.apps import AppConfig


class ShippingConfig(AppConfig):
    name = "phien.shipping"
    label = "shipping"
    default_auto_field = "django.db.models.BigAutoField"
