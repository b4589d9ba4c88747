"""Django's registration of the top house: loads the wiring once everything below is there."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "phien.config"
    label = "config"

    def ready(self) -> None:
        """Connect what happens below with what it means above."""
        from phien.config import wiring  # noqa: F401 - only when every house is loaded
