"""The whole product in one command: the web server and one worker with its beat, which live and die together."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from perfmgmt import web

GRACE = 8  # seconds between asking a child to end and ending it
PR_SET_PDEATHSIG = 1


class Command(BaseCommand):
    help = "Runs the web server and the worker; a signal ends both, and if one dies all end."
    requires_system_checks = []

    def handle(self, **options):
        refuse_taken_port()
        refuse_old_database()
        for folder in ("broker", "broker-control", "cache", "mail"):
            (settings.DATA_DIR / folder).mkdir(parents=True, exist_ok=True)
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        children = [start(command) for command in (web_server(), worker())]
        try:
            status = watch(children, stop)
        finally:
            end(children)
        sys.exit(status)


def web_server() -> list[str]:
    return [sys.executable, "-m", "gunicorn", "-c", "python:perfmgmt.web", "perfmgmt.wsgi:application"]


def worker() -> list[str]:
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [sys.executable, "-m", "celery", "-A", "perfmgmt", "-q", "worker", "-B", "--pool", "solo", *quiet]


def refuse_taken_port() -> None:
    host, _, port = web.bind.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise CommandError(
                f"{web.bind} cannot be used ({error.strerror}). Something else may be running there; "
                "end it, or choose another port with PORT=8001."
            ) from error


def refuse_old_database() -> None:
    """Every page would be an error. A database that does not answer yet is waited for: /readyz says so."""
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return
    finally:
        connection.close()  # the children open their own
    if waiting:
        raise CommandError(
            f"The database {connection.settings_dict['NAME']} is older than this version ({waiting} steps); "
            "run manage.py migrate first."
        )


def start(command: list[str]) -> subprocess.Popen:
    # A session of its own: Ctrl-C in the terminal reaches us alone, and the whole family can be ended at once.
    parent = os.getpid()
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, start_new_session=True, preexec_fn=lambda: die_with(parent)
    )


def die_with(parent: int) -> None:
    """Ask Linux to end this child when its parent is gone, killed included. Other systems have no such thing."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    except (AttributeError, OSError):
        return
    if os.getppid() != parent:  # it died before we could ask
        os._exit(1)


def watch(children: list[subprocess.Popen], stop: threading.Event) -> int:
    """Until a signal comes (0) or a child dies (its exit status, or 128 and the signal that ended it)."""
    while not stop.wait(0.2):
        for child in children:
            if (status := child.poll()) is not None:
                return status if status >= 0 else 128 - status
    return 0


def end(children: list[subprocess.Popen]) -> None:
    for child in children:
        send(child, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and any(child.poll() is None for child in children):
        time.sleep(0.05)
    for child in children:
        send_family(child, signal.SIGKILL)
        child.wait()


def send(child: subprocess.Popen, number: int) -> None:
    if child.poll() is None:
        child.send_signal(number)


def send_family(child: subprocess.Popen, number: int) -> None:
    """To the child and whatever it started: a killed worker leaves its beat behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)
