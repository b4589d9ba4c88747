"""Asks, on the database of DATABASE_URL, for the pages that people open every day; prints those that fail.

A program of its own: Django here belongs to another database than the one that pytest uses.
"""

import os
import sys
import tempfile
from pathlib import Path

PAGES = ("", "orders/", "calls/", "calls/money/", "packing/", "packing/parcels/", "products/", "stock/")
MORE = ("sessions/", "people/", "settings/", "activity/", "more/")


def main() -> int:
    """Give the number of pages that did not answer 200."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phien.config.settings")
    import django

    django.setup()
    from django.test import Client

    from phien.coops.models import Coop, Membership
    from phien.live.models import Session
    from phien.orders.models import Order

    asked = failed = 0
    for coop in Coop.objects.all():
        manager = Membership.objects.filter(coop=coop, role="manager").select_related("person")[0].person
        client = Client(HTTP_HOST="localhost")
        client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
        orders = list(Order.objects.of(coop).order_by("state", "id").distinct("state"))
        sessions = list(Session.objects.of(coop))
        paths = [f"/{coop.slug}/{page}" for page in (*PAGES, *MORE)]
        paths += [f"/{coop.slug}/orders/{order.code}/" for order in orders]
        paths += [f"/{coop.slug}/sessions/{session.pk}/" for session in sessions]
        paths += [f"/o/{order.token}" for order in orders] + [f"/live/{session.pk}" for session in sessions]
        for path in paths:
            status = client.get(path).status_code
            asked += 1
            if status != 200:
                failed += 1
                sys.stdout.write(f"{path}: {status}\n")
    sys.stdout.write(f"{asked} pages, {failed} failed\n")
    return failed


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as data:
        (Path(data) / "static").mkdir()
        os.environ["PHIEN_DATA"] = data
        sys.exit(1 if main() else 0)
