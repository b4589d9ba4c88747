"""The web process's entry (gunicorn)."""

import logging
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from phien.plumbing.logs import name_process
from phien.plumbing.lookout import keep_lookout
from phien.plumbing.readiness import database_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phien.config.settings")
name_process("web")
application = get_wsgi_application()
for _name in ("gunicorn.error", "gunicorn.access"):  # gunicorn's own lines take the form of ours
    logging.getLogger(_name).handlers.clear()
    logging.getLogger(_name).propagate = True
keep_lookout("web", ready=database_of(settings.DATABASE_URL))
