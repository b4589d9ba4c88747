"""Django's registration of this part of the house."""

from django.apps import AppConfig


class OfficeSellingConfig(AppConfig):
    name = "phien.office.selling"
    label = "office_selling"
    default_auto_field = "django.db.models.BigAutoField"
