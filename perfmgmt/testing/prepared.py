"""Databases that are made once for all processes of a run and then copied: migrating takes longer than most tests."""

import fcntl
import shutil

import pytest
from django.conf import settings
from django.db import connection

from perfmgmt.testing import RUN_DIR, SHARED_DIR
from perfmgmt.testing.served import Database, prepare


def prepared(demo: int = 0, *, server: str | None = None) -> Database:
    """A migrated database with a demo company of so many people, for copying; with `server=""` a file in any case.

    Whichever process of the run asks first makes it; the others wait.
    """
    folder = SHARED_DIR / f"{'any' if server is None else 'file'}-{demo}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a process that dies gives it back
        made = folder / "url"
        if not made.exists():
            migrated = prepared(server=server) if demo else None
            made.write_text(prepare(folder, demo, server=server, migrated=migrated).url)
        return Database(made.read_text())


def pytest_unconfigure(config):
    if RUN_DIR in SHARED_DIR.parents:  # the process that started the others
        for made in SHARED_DIR.glob("*/url"):
            Database(made.read_text()).drop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The database of this process begins as a copy of the migrated one."""
    test = settings.DATABASES["default"].setdefault("TEST", {})
    if connection.vendor == "postgresql":
        test["TEMPLATE"] = prepared().name
    else:
        shutil.copy(prepared().file, test["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb():
    """Django would remove a file that is there already."""
    return connection.vendor == "sqlite"


@pytest.fixture(autouse=True)
def _known_features(django_db_setup, django_db_blocker):
    """As after migrating: else one test would ask SQLite what it can, and count more queries. That is the first of its
    process, and the first after one with a browser, whose loop has connections of its own."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field
