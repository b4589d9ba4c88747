"""Django's registration of this house."""

from django.apps import AppConfig


class CoopsConfig(AppConfig):
    name = "phien.coops"
    label = "coops"
    default_auto_field = "django.db.models.BigAutoField"
