"""How gunicorn serves: `gunicorn -c python:perfmgmt.web perfmgmt.wsgi:application`, as `manage.py serve` does."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfmgmt.settings")

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def number(name: str, default: int) -> int:
    try:
        return environ.Env().int(name, default=default)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is a number; {os.environ[name]!r} is not.") from error


bind = f"{os.environ.get('HOST', '127.0.0.1')}:{number('PORT', 8000)}"
worker_class = "gthread"
workers = number("WEB_WORKERS", 1)
threads = number("WEB_THREADS", 8)
timeout = 120  # seconds without a sign of life, then the worker is replaced
graceful_timeout = 7  # seconds for requests under way when it is asked to end
keepalive = 5
control_socket_disable = True
logging: dict[str, Any] = settings.LOGGING
logconfig_dict = logging | {"loggers": logging["loggers"] | {"gunicorn.error": {"handlers": [], "propagate": True}}}
