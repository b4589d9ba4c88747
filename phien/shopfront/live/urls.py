"""Paths of the viewers' pages."""

from django.urls import path
from django.views.generic import RedirectView

from phien.shopfront.live import following, views

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
    path("live/<int:session_id>/calendar.ics", following.event, name="event"),
    path("live/<int:session_id>/card.png", views.card, name="card"),
    path("live/<slug:coop>/", following.plan, name="plan"),
    path("live/<slug:coop>/calendar.ics", following.feed, name="feed"),
    path("live/<slug:coop>/card.png", views.coop_card, name="coop_card"),
    path("live/<slug:coop>/followers/", following.followers, name="followers"),
    path("reminders/<str:token>/", following.reminder, name="reminder"),
    path("reminders/<str:token>/confirmation/", following.confirmation, name="reminder_confirmation"),
    path("reminders/<str:token>/ending/", following.ending, name="reminder_ending"),
]
