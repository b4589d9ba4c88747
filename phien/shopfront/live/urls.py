"""Paths of the viewers' pages."""

from django.urls import path
from django.views.generic import RedirectView

from phien.shopfront.live import views

app_name = "shopfront_live"
urlpatterns = [
    path("", views.front, name="front"),
    path("live/<int:session_id>", views.live, name="live"),
    path(
        "live/<int:session_id>/",
        RedirectView.as_view(pattern_name="shopfront_live:live", query_string=True),
        name="live_slash",
    ),
    path("live/<int:session_id>/orders/", views.orders, name="orders"),
]
