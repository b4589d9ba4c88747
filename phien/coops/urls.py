"""Paths of coming in. What allauth offers and we do not stands here first, so that it is not reached."""

from django.urls import include, path

from phien.coops import views

urlpatterns = [
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("accounts/start/", views.start, name="start"),
    path("accounts/cooperatives/", views.places, name="places"),
    path("accounts/devices/", views.devices, name="devices"),
    path("accounts/devices/sign-out/", views.other_devices_sign_out, name="other_devices_sign_out"),
    path("accounts/devices/<int:device_id>/sign-out/", views.device_sign_out, name="device_sign_out"),
    path("accounts/signup/", views.no_sign_up),
    path("accounts/email/", views.places),
    path("accounts/confirm-email/", views.places),
    path("accounts/password/reset/", views.forgotten, name="forgotten"),
    path("accounts/", include("allauth.urls")),
]
