"""Every path of the office, after `/<coop>/`: the frame, goods, selling, sessions, reports."""

from django.urls import URLPattern, URLResolver, include, path

PARTS = ("frame", "goods", "selling", "sessions", "reports")
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"phien.office.{part}.urls")) for part in PARTS
]
