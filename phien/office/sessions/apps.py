"""Django's registration of this part of the house."""

from django.apps import AppConfig


class OfficeSessionsConfig(AppConfig):
    name = "phien.office.sessions"
    label = "office_sessions"
