"""Django's registration of this house."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "phien.sheets"
    label = "sheets"
    default_auto_field = "django.db.models.BigAutoField"
