"""Django's registration of this house."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "phien.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"
