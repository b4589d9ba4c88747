"""Django's registration of this house."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "phien.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"
