"""Django's registration of this house."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "phien.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"
