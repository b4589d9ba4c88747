"""Django's registration of this part of the house."""

from django.apps import AppConfig


class ShopfrontLiveConfig(AppConfig):
    name = "phien.shopfront.live"
    label = "shopfront_live"
