"""Real processes: what is started together ends together, however it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings

from perfmgmt.testing import EMBEDDED

pytestmark = [pytest.mark.slow, EMBEDDED]


def until(condition, seconds=40):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {condition.__name__}")


def family(pid) -> set[int]:
    """The ids of the living processes that `pid` started, and theirs."""
    listing = subprocess.run(["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [row.split() for row in listing.splitlines()]
    children = {int(row[0]) for row in rows if int(row[1]) == pid and not row[2].startswith("Z")}
    return children.union(*map(family, children))


def living(pids) -> set[int]:
    listing = subprocess.run(["ps", "-eo", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    return {int(pid) for pid, stat in map(str.split, listing.splitlines()) if not stat.startswith("Z")} & pids


@pytest.fixture
def environment(tmp_path, free_port):
    return os.environ | {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'served.sqlite3'}",
        "REDIS_URL": "",
        "DEBUG": "1",
        "PORT": str(free_port),
    }


@pytest.fixture
def served(environment, migrated, tmp_path):
    """`manage.py serve`, once its web server and its worker with beat are there; with all their ids."""
    migrated.copy(tmp_path)
    command = [sys.executable, settings.BASE_DIR / "manage.py", "serve"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def is_ready():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{environment['PORT']}/readyz", timeout=5) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass

    until(is_ready)
    yield process, family(process.pid)
    process.kill()
    process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_within_ten_seconds(served, number):
    process, pids = served
    start = time.monotonic()

    process.send_signal(number)

    assert process.wait(timeout=15) == 0
    assert time.monotonic() - start < 10
    assert len(pids) >= 4
    assert living(pids) == set()


@pytest.mark.parametrize("which", ["gunicorn", "celery"])
def test_if_one_dies_all_end_with_its_status(served, which):
    process, pids = served
    command = ["pgrep", "-P", str(process.pid), "-f", which]
    child = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    os.kill(child, signal.SIGKILL)

    assert process.wait(timeout=15) == 128 + signal.SIGKILL

    def all_gone():
        return not living(pids)

    until(all_gone, 10)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_killed_itself_it_leaves_nothing_running(served):
    process, pids = served

    process.kill()
    process.wait()

    def all_gone():
        return not living(pids)

    until(all_gone, 15)


def test_a_taken_port_is_one_sentence(environment):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", int(environment["PORT"])))
        other.listen()
        command = [sys.executable, settings.BASE_DIR / "manage.py", "serve"]
        result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)

    assert result.returncode == 1
    assert result.stderr.strip().count("\n") == 0
    assert f"127.0.0.1:{environment['PORT']} cannot be used (Address already in use)" in result.stderr


def test_an_old_database_is_one_sentence(environment):
    command = [sys.executable, settings.BASE_DIR / "manage.py", "serve"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)

    assert result.returncode == 1
    assert result.stderr.strip().count("\n") == 0
    assert "run manage.py migrate first" in result.stderr


def test_a_missing_secret_is_one_sentence(environment):
    command = [sys.executable, settings.BASE_DIR / "manage.py", "check"]
    bare = environment | {"DEBUG": "0", "SECRET_KEY": ""}
    result = subprocess.run(command, env=bare, capture_output=True, text=True, timeout=30, check=False)

    assert result.returncode == 1
    assert result.stderr.startswith("SECRET_KEY is missing.")
    assert result.stderr.strip().count("\n") == 0


def test_mails_link_to_the_port_that_is_served(environment):
    command = [sys.executable, settings.BASE_DIR / "manage.py", "shell", "-v0", "-c"]
    code = "from django.conf import settings; print(settings.SITE_URL)"
    bare = {name: value for name, value in environment.items() if name != "SITE_URL"} | {"PORT": "8123"}
    result = subprocess.run([*command, code], env=bare, capture_output=True, text=True, timeout=30, check=False)

    assert result.stdout.strip() == "http://127.0.0.1:8123"


@pytest.mark.parametrize(("https", "proxies"), [("0", "0"), ("1", "1")])
def test_behind_a_proxy_logins_are_counted_by_the_address_that_it_names(environment, https, proxies):
    command = [sys.executable, settings.BASE_DIR / "manage.py", "shell", "-v0", "-c"]
    code = "from django.conf import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    bare = environment | {"HTTPS": https}
    result = subprocess.run([*command, code], env=bare, capture_output=True, text=True, timeout=60, check=False)

    assert result.stdout.strip() == proxies
