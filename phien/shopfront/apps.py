"""Django's registration of this house."""

from django.apps import AppConfig


class ShopfrontConfig(AppConfig):
    name = "phien.shopfront"
    label = "shopfront"
    default_auto_field = "django.db.models.BigAutoField"
