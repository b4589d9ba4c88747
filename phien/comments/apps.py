"""Django's registration of this house."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "phien.comments"
    label = "comments"
    default_auto_field = "django.db.models.BigAutoField"
