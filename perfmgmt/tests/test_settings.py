"""How the settings speak to PostgreSQL, read in a process of their own, and that the server hears it."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

READ = "import json; from perfmgmt import settings; print(json.dumps(settings.DATABASES['default']))"
ADDRESS = "postgres://perfmgmt@127.0.0.1/perfmgmt"


def database(tmp_path, url=ADDRESS, **environment) -> dict:
    """What the settings make of this address."""
    known = os.environ | {"DATABASE_URL": url, "DATA_DIR": str(tmp_path), "DEBUG": "1"} | environment
    command = [sys.executable, "-c", READ]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=known, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("url", "options"),
    [
        (ADDRESS, "-c jit=off"),
        # What somebody says of their own stands behind ours, so that it holds.
        (f"{ADDRESS}?options=-c%20jit%3Don", "-c jit=off -c jit=on"),
    ],
)
def test_nothing_is_compiled(tmp_path, url, options):
    assert database(tmp_path, url)["OPTIONS"]["options"] == options


def test_behind_pgbouncer_nothing_is_asked_of_a_session(tmp_path):
    found = database(tmp_path, PGBOUNCER="1")
    assert ("options" in found.get("OPTIONS", {}), found["DISABLE_SERVER_SIDE_CURSORS"]) == (False, True)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL compiles queries")
def test_the_server_hears_it():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def test_an_empty_address_is_none(tmp_path):
    """As a compose file or a line `DATABASE_URL=` in .env leaves it."""
    found = database(tmp_path, "")
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", str(tmp_path / "perfmgmt.sqlite3"))
