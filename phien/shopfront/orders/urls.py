"""Paths of the buyer's order page: nouns, each opened by the token alone."""

from django.urls import path

from phien.shopfront.orders import views

app_name = "shopfront_orders"
urlpatterns = [
    path("o/<str:token>", views.page, name="page"),
    path("o/<str:token>/status", views.status, name="status"),
    path("o/<str:token>/qr.png", views.qr, name="qr"),
    path("o/<str:token>/address/", views.address, name="address"),
    path("o/<str:token>/payment/", views.payment, name="payment"),
    path("o/<str:token>/claim/", views.claim, name="claim"),
    path("o/<str:token>/quantities/", views.quantities, name="quantities"),
    path("o/<str:token>/cancellation/", views.cancellation, name="cancellation"),
    path("o/<str:token>/leaving/", views.leaving, name="leaving"),
]
