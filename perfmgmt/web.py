"""How gunicorn serves: `gunicorn -c python:perfmgmt.web perfmgmt.wsgi:application`, as `manage.py serve` does."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfmgmt.settings")

import environ
from django.conf import settings

env = environ.Env()

bind = f"{env.str('HOST', default='127.0.0.1')}:{env.int('PORT', default=8000)}"
worker_class = "gthread"
workers = env.int("WEB_WORKERS", default=1)
threads = env.int("WEB_THREADS", default=8)
timeout = 120  # seconds without a sign of life, then the worker is replaced
graceful_timeout = 7  # seconds for requests under way when it is asked to end
keepalive = 5
control_socket_disable = True
logconfig_dict = settings.LOGGING | {
    "loggers": settings.LOGGING["loggers"] | {"gunicorn.error": {"handlers": [], "propagate": True}}
}
