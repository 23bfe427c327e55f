"""The product as it is served, and a Chromium that forgives nothing."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg2
import pytest
from django.conf import settings

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("browser") and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="no Chromium here: install the package chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "headless": True, "args": QUIET}


@pytest.fixture(scope="session")
def base_url():
    """In the place of pytest-playwright's, which is a method, and so deprecated."""
    return


@pytest.fixture
def complaints() -> list[str]:
    """What the browser had to say. A test that provokes an answer of 4xx on purpose empties it before it ends."""
    return []


@pytest.fixture
def page(context, complaints):
    """A page that fails its test on any console message, page error, broken policy or request to another host."""
    context.set_default_timeout(30_000)  # generous: the machine may be busy with the other half of the suite
    context.on("page", lambda page: _listen(page, complaints))
    page = context.new_page()
    yield page
    if complaints:
        pytest.fail("the browser complains:\n" + "\n".join(complaints))


def _listen(page, complaints: list[str]) -> None:
    # A broken Content-Security-Policy is a console message as well.
    page.on("console", lambda message: complaints.append(f"console {message.type}: {message.text} ({page.url})"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error} ({page.url})"))
    page.on("crash", lambda page: complaints.append(f"crashed ({page.url})"))
    page.on("request", lambda request: _refuse_other_hosts(request, complaints))


def _refuse_other_hosts(request, complaints: list[str]) -> None:
    address = urlsplit(request.url)
    if address.scheme.startswith("http") and address.hostname not in {"127.0.0.1", "localhost"}:
        complaints.append(f"another host: {request.url}")


@pytest.fixture
def log_in():
    """`log_in(page, served, "manager")`: as that person of the demo company."""

    def by_form(page, served, account):
        page.goto(f"{served.url}/accounts/login/")
        page.locator("[name=login]").fill(f"{account}@demo.example")
        page.locator("[name=password]").fill("demo")
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"{served.url}/")

    return by_form


@pytest.fixture
def free_port() -> int:
    return _free_port()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Served:
    """A running product. `url` is its address; `manage` runs a command on its database.

    `kill` ends it as a power cut does; `start` starts it again on what it left.
    """

    url: str
    environment: dict[str, str]
    data_dir: Path
    process: subprocess.Popen | None = None

    def manage(self, *arguments, check=True) -> str:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *map(str, arguments)]
        result = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        if check and result.returncode:
            raise AssertionError(f"{' '.join(map(str, arguments))}: {result.stdout}{result.stderr}")
        return result.stdout

    def start(self) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve"]
        with self.data_dir.joinpath("serve.log").open("a") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        _wait_until_ready(self, self.process)

    def kill(self) -> None:
        for pid in [self.process.pid, *_family(self.process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """As a signal does, gracefully."""
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        finally:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """Start the product with its own database and folder: `served = serve(demo=60)`, or `serve()` for an empty company.

    Embedded; or on PostgreSQL and Redis, where DATABASE_URL and REDIS_URL name them.
    """
    endings = []

    def start(*, demo: int = 0, **environment) -> Served:
        served, end = start_product(tmp_path_factory.mktemp("served"), demo, environment)
        endings.append(end)
        return served

    yield start
    for end in reversed(endings):
        end()


@pytest.fixture(scope="session")
def served(serve) -> Served:
    """The product with a small demo company. Tests that change much start their own with `serve`."""
    return serve(demo=60)


def start_product(data_dir: Path, demo: int, extra: dict[str, str]):
    port, database, drop = _free_port(), *_database(data_dir)
    environment = os.environ | {
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database,
        "REDIS_URL": os.environ.get("SERVED_REDIS_URL", ""),
        "EMAIL_URL": f"filemail:///{data_dir / 'mail'}",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "DEBUG": "0",
        "DEMO": "1",
        **extra,
    }
    served = Served(environment["SITE_URL"], environment, data_dir)
    served.manage("migrate", "-v0")
    if demo:
        served.manage("demo", "--employees", demo, "--seed", 7)

    def end():
        try:
            served.end()
        finally:
            drop()

    try:
        served.start()
    except AssertionError:
        end()
        raise
    return served, end


def _family(pid: int) -> set[int]:
    """The processes that `pid` started, and theirs."""
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    children = {int(child) for child, parent in map(str.split, listing.splitlines()) if int(parent) == pid}
    return children.union(*map(_family, children))


def _wait_until_ready(served: Served, process, seconds=90) -> None:
    deadline, answer = time.monotonic() + seconds, ""
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{served.url}/readyz", timeout=5):  # noqa: S310
                return
        except urllib.error.HTTPError as error:
            with error:
                answer = json.load(error)
        except OSError as error:
            answer = error
        time.sleep(0.2)
    log = served.data_dir.joinpath("serve.log").read_text()[-4000:]
    raise AssertionError(f"not ready: {answer}\n{log}")


def _database(data_dir: Path):
    """The address of a new database, and how to take it away."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        return f"sqlite:///{data_dir / 'served.sqlite3'}", lambda: None
    name = f"served_{uuid4().hex[:12]}"
    _sql(given, f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(given)._replace(path=f"/{name}")), lambda: _sql(
        given, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    )


def _sql(database: str, statement: str) -> None:
    connection = psycopg2.connect(database)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
