"""Django's registration of this house."""

from django.apps import AppConfig


class AudienceConfig(AppConfig):
    name = "phien.audience"
    label = "audience"
    default_auto_field = "django.db.models.BigAutoField"
