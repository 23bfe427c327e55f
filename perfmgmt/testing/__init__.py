"""The tests' own house rules; loaded by `-p perfmgmt.testing` in pytest.ini.

This module is imported before Django reads its settings: it chooses the environment of the run. `harness` forbids
whole classes of mistakes in every test, `cast` brings the people of the permission matrix, `prepared` a migrated
database, `browser` a Chromium.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from perfmgmt.testing.roles import OPTIONAL_ROLES, ROLES, admin_row, cases, row

__all__ = ["EMBEDDED", "OPTIONAL_ROLES", "ROLES", "admin_row", "cases", "row"]

# A process that is started on a file of SQLite, whatever the others run on, would do the same twice.
EMBEDDED = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="of the embedded defaults: the run on these does it")
# Each process of the run (xdist starts several) writes below a folder of its own.
RUN_DIR = Path(tempfile.mkdtemp(prefix="perfmgmt-test-"))
# One folder for all of them: below that of the process which started the others.
SHARED_DIR = Path(os.environ.setdefault("TEST_SHARED_DIR", str(RUN_DIR / "shared")))
RUN_DIR.joinpath("static").mkdir()  # whitenoise warns where there is none
OWNER = os.getpid()


@atexit.register
def _remove_run_dir():
    if os.getpid() == OWNER:  # not in a forked child
        shutil.rmtree(RUN_DIR, ignore_errors=True)


# The tests themselves need no Redis; the product that browser tests serve gets the one that was given.
os.environ.setdefault("SERVED_REDIS_URL", os.environ.pop("REDIS_URL", ""))
os.environ.update(
    DATA_DIR=str(RUN_DIR),
    DEBUG="0",
    REDIS_URL="",
    EMAIL_URL="memorymail://",
    SECRET_KEY="only-for-tests-and-longer-than-fifty-characters-0123456789",
    SITE_URL="http://testserver",
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # Playwright's loop stays in the main thread for the rest of the run
)
for _name in ("HTTPS", "DEMO", "LOGIN_PROVIDER_ORIGINS"):
    os.environ[_name] = ""


def pytest_addoption(parser):
    parser.addoption(
        "--every-template", action="store_true", help="for full runs: fail if a template was rendered by no test"
    )


def pytest_configure(config):
    # Now that Django is set up, these may import models. Registered last, their fixtures win over other plugins'.
    for name in ("settings", "harness", "templates", "cast", "prepared", "browser", "spread"):
        config.pluginmanager.import_plugin(f"perfmgmt.testing.{name}")
