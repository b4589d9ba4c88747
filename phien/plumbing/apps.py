"""Django's registration of this house."""

from django.apps import AppConfig


class PlumbingConfig(AppConfig):
    name = "phien.plumbing"
    label = "plumbing"
    default_auto_field = "django.db.models.BigAutoField"
