"""The product as processes of its own, on a database of its own: embedded, or on PostgreSQL and Redis where
DATABASE_URL and REDIS_URL name them.
"""

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
import redis
from django.conf import settings

# Of the Redis server’s sixteen databases, those that a product of this process uses.
_taken: set[int] = set()


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
        # Nobody outlives another for a moment: a master that still runs would start a new worker for one that died,
        # and that one would answer on.
        still: set[int] = set()
        while moving := {self.process.pid, *_family(self.process.pid)} - still:
            _send(moving, signal.SIGSTOP)
            still |= moving
        _send(still, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """As a signal does, gracefully."""
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        finally:
            self.process.kill()
            self.process.wait()


@dataclass(frozen=True)
class Database:
    """A database of our own: a file of SQLite in `folder`, or one on the server that DATABASE_URL names."""

    url: str

    @classmethod
    def new(cls, folder: Path, server: str, template: str = "") -> "Database":
        if not server.startswith("postgres"):
            return cls(f"sqlite:///{folder / 'served.sqlite3'}")
        name = f"served_{uuid4().hex[:12]}"
        _sql(server, f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        return cls(urlunsplit(urlsplit(server)._replace(path=f"/{name}")))

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    @property
    def file(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    def copy(self, folder: Path) -> "Database":
        """Nobody may be connected to this one."""
        if self.url.startswith("postgres"):
            return Database.new(folder, os.environ["DATABASE_URL"], self.name)
        shutil.copy(self.file, folder)
        return Database.new(folder, "")

    def drop(self) -> None:
        if self.url.startswith("postgres"):
            _sql(os.environ["DATABASE_URL"], f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def prepare(folder: Path, demo: int = 0, *, server: str | None = None, migrated: Database | None = None) -> Database:
    """A migrated database with a demo company of so many people. With `server=""` it is a file in any case.

    A copy of `migrated`, where that is given.
    """
    if migrated:
        database = migrated.copy(folder)
    else:
        database = Database.new(folder, os.environ.get("DATABASE_URL", "") if server is None else server)
    served = Served(*_environment(folder, database, {"REDIS_URL": ""}), folder)
    if not migrated:
        served.manage("migrate", "-v0")
    if demo:
        served.manage("demo", "--employees", demo, "--seed", 7)
    return database


def start_product(data_dir: Path, prepared: Database, extra: dict[str, str]):
    """Serve a copy of `prepared`: the running product, and what ends it."""
    database = prepared.copy(data_dir)
    number = _a_redis_of_its_own()
    served = Served(*_environment(data_dir, database, {"REDIS_URL": _redis_url(number)} | extra), data_dir)

    def end():
        try:
            served.end()
        finally:
            database.drop()
            _taken.discard(number)

    try:
        served.start()
    except AssertionError:
        end()
        raise
    return served, end


def _send(pids: set[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


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


def _environment(data_dir: Path, database: Database, extra: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The address at which it will be served, and its settings."""
    port = a_free_port()
    url = f"http://127.0.0.1:{port}"
    return url, os.environ | {
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database.url,
        "EMAIL_URL": f"filemail:///{data_dir / 'mail'}",
        "SITE_URL": url,
        "PORT": str(port),
        "DEBUG": "0",
        "DEMO": "1",
        **extra,
    }


def _a_redis_of_its_own() -> int:
    """The number of an empty database that no other running product uses: two on one take each other's tasks."""
    first = 8 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 16
    number = next(number for number in range(first, first + 8) if number not in _taken)
    _taken.add(number)
    if url := _redis_url(number):
        with redis.Redis.from_url(url) as database:
            database.flushdb()
    return number


def _redis_url(number: int) -> str:
    server = os.environ.get("SERVED_REDIS_URL", "")
    return urlunsplit(urlsplit(server)._replace(path=f"/{number}")) if server else ""


def _sql(database: str, statement: str) -> None:
    connection = psycopg2.connect(database)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
