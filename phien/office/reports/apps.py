"""Django's registration of this part of the house."""

from django.apps import AppConfig


class OfficeReportsConfig(AppConfig):
    name = "phien.office.reports"
    label = "office_reports"
