"""What stands in the way of a start is one sentence, and what to do."""

import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings

from perfmgmt.testing import EMBEDDED

pytestmark = [pytest.mark.slow, EMBEDDED]


@pytest.fixture
def manage(tmp_path, free_port):
    environment = os.environ | {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'served.sqlite3'}",
        "REDIS_URL": "",
        "DEBUG": "1",
        "PORT": str(free_port),
    }

    def run(*arguments, **changes):
        command = [sys.executable, settings.BASE_DIR / "manage.py", *arguments]
        return subprocess.run(command, env=environment | changes, capture_output=True, text=True, check=False)

    return run


def refusal(result) -> str:
    """The one sentence that it ended with."""
    assert result.returncode == 1
    assert result.stderr.strip().count("\n") == 0, result.stderr
    return result.stderr


def test_twice_changes_nothing(manage, tmp_path):
    first = manage("prepare", "--employees", "30")
    second = manage("prepare", "--employees", "30")

    assert "building a demo company of 30" in first.stdout
    assert (first.returncode, second.returncode) == (0, 0)
    assert "Preparing" not in second.stdout
    assert "building" not in second.stdout
    assert "hr@demo.example, ceo@demo.example, manager@demo.example" in second.stdout


def test_no_demo_without_debug(manage, migrated, tmp_path):
    migrated.copy(tmp_path)
    result = manage("prepare", DEBUG="0", DEMO="0")
    assert result.returncode == 0
    assert "demo" not in result.stdout


def test_a_database_of_something_else(manage, tmp_path):
    with sqlite3.connect(tmp_path / "served.sqlite3") as database:
        database.execute("CREATE TABLE customers (id)")
    database.close()
    assert "belongs to something else" in refusal(manage("prepare"))


def test_a_file_that_is_no_database(manage, tmp_path):
    (tmp_path / "served.sqlite3").write_text("Dear diary, today I was no database. " * 100)
    assert "cannot be used: file is not a database" in refusal(manage("prepare"))


def test_a_database_of_a_newer_version(manage, migrated, tmp_path):
    migrated.copy(tmp_path)
    with sqlite3.connect(tmp_path / "served.sqlite3") as database:
        database.execute("INSERT INTO django_migrations VALUES (NULL, 'goals', '0999_later', '2030-01-01')")
    database.close()
    assert "was used by a newer version of this product (goals)" in refusal(manage("prepare"))


def test_an_older_database_is_brought_up_to_date(manage, migrated, tmp_path):
    migrated.copy(tmp_path)
    manage("migrate", "-v0", "reviews", "0002")

    result = manage("prepare", DEBUG="0", DEMO="0")

    assert "Preparing the database" in result.stdout
    assert result.returncode == 0


def test_a_folder_that_cannot_be_made(manage, tmp_path):
    (tmp_path / "file").touch()
    assert "cannot be made" in refusal(manage("prepare", DATA_DIR=str(tmp_path / "file" / "var")))


def test_a_port_that_is_no_number(manage):
    assert "PORT is a number; 'http' is not." in refusal(manage("serve", PORT="http"))
