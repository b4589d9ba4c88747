"""Django's registration of this house."""

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "phien.activity"
    label = "activity"
    default_auto_field = "django.db.models.BigAutoField"
