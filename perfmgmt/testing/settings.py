"""The settings that differ in tests, changed in place after Django has read them and before anything is used."""

import string

import hypothesis
from django.conf import settings
from django.middleware import csrf

from perfmgmt.celery import app
from perfmgmt.testing import RUN_DIR


def pytest_configure(config):
    # How fast the machine is says nothing of what a test is about.
    in_time = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
    hypothesis.settings.register_profile("ours", **in_time)
    hypothesis.settings.load_profile("ours")
    # Of letters too a token would once in a long while hold the name that a page must not.
    csrf.CSRF_ALLOWED_CHARS = string.digits
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES["default"].clear()
    settings.CACHES["default"]["BACKEND"] = "django.core.cache.backends.locmem.LocMemCache"
    # Eager still refuses arguments that do not serialise.
    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True
    app.conf.broker_url = "memory://"
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # A file, not memory: race tests use two real connections. Nothing is worth a sync to disk.
        database.setdefault("TEST", {})["NAME"] = str(RUN_DIR / "test.sqlite3")
        database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
