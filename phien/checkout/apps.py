"""Django's registration of this house."""

from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "phien.checkout"
    label = "checkout"
    default_auto_field = "django.db.models.BigAutoField"
