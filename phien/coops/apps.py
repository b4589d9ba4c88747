"""Django's registration of this house."""

from django.apps import AppConfig


class CoopsConfig(AppConfig):
    name = "phien.coops"
    label = "coops"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Sign-ins are noted from here on."""
        from phien.coops import devices  # noqa: F401
