"""Every path of the office, after `/<coop>/`: the frame, goods, selling, sessions."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

# Selling and sessions are being built beside this; once both are there, the check may go.
PARTS = [
    part
    for part in (
        "phien.office.frame.urls",
        "phien.office.goods.urls",
        "phien.office.selling.urls",
        "phien.office.sessions.urls",
        "phien.office.reports.urls",
    )
    if find_spec(part)
]
urlpatterns: list[URLPattern | URLResolver] = [path("", include(part)) for part in PARTS]
