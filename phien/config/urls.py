"""Every path that Django answers. The edge answers the live routes before they come here."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import TemplateView
from django.views.static import serve

from phien.config.front import first_page
from phien.office.sessions.phones import arrival

urlpatterns: list[URLPattern | URLResolver] = [
    path("", first_page, name="first_page"),
    path("", include("phien.coops.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    # Product pictures, public on the live page; their names are digests of what is in them.
    re_path(r"^media/(?P<path>products/.+)$", serve, {"document_root": settings.MEDIA_ROOT}, name="media"),
]
if find_spec("phien.config.api"):
    from phien.config.api import api

    urlpatterns.append(path("api/", api.urls))
for part in ("phien.shopfront.live.urls", "phien.shopfront.orders.urls"):
    if find_spec(part):
        urlpatterns.append(path("", include(part)))
if settings.DEBUG:
    urlpatterns.append(path("parts/", TemplateView.as_view(template_name="plumbing/parts.html")))
urlpatterns.append(path("phones/<str:token>/", arrival, name="arrival"))
# Last: the first part of the path is a cooperative's short address, which none of the above may be.
urlpatterns.append(path("<slug:coop>/", include("phien.office.urls")))
