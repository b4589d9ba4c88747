"""Django's registration of this house."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "phien.stock"
    label = "stock"
    default_auto_field = "django.db.models.BigAutoField"
