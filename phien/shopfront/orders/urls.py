"""Paths of the buyer's pages: `/o/<token>` opened by the token alone, `/orders/` by this phone's cookie."""

from django.urls import path

from phien.shopfront.orders import mine, papers, views

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
    path("o/<str:token>/confirmation/", papers.confirmation, name="confirmation"),
    path("o/<str:token>/confirmation.pdf", papers.confirmation_pdf, name="confirmation_pdf"),
    path("o/<str:token>/erasure/", papers.erasure, name="erasure"),
    path("orders/", mine.listing, name="mine"),
    path("orders/privacy/", mine.privacy, name="privacy"),
    path("orders/erasure/", mine.erasure, name="my_erasure"),
]
