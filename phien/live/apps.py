"""Django's registration of this house."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "phien.live"
    label = "live"
    default_auto_field = "django.db.models.BigAutoField"
