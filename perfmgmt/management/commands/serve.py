"""The whole product in one command: the web server and one worker with its beat, which live and die together.

Both are forked from this process once it has loaded the product: they share it, and start in half the time.
"""

import contextlib
import ctypes
import importlib
import multiprocessing
import os
import runpy
import signal
import socket
import sys
import threading
import time
from multiprocessing.process import BaseProcess

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import get_resolver

from perfmgmt import web

GRACE = 8  # seconds between asking a child to end and ending it
PR_SET_PDEATHSIG = 1
WEB_SERVER = ["gunicorn", "-c", "python:perfmgmt.web", "perfmgmt.wsgi:application"]
WORKER = ["celery", "-A", "perfmgmt", "-q", "worker", "-B", "--pool", "solo"]
WORKER += ["--without-gossip", "--without-mingle", "--without-heartbeat"]


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
        load()
        connections.close_all()  # the children open their own
        # Forked before signals mean something else here.
        children = [start(command) for command in (WEB_SERVER, WORKER)]
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        try:
            status = watch(children, stop)
        finally:
            end(children)
        sys.exit(status)


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
    if waiting:
        raise CommandError(
            f"The database {connection.settings_dict['NAME']} is older than this version ({waiting} steps); "
            "run manage.py migrate first."
        )


def load() -> None:
    """Everything that a page needs, down to its routes; no connection and no thread is left open."""
    importlib.import_module("perfmgmt.wsgi")
    get_resolver().url_patterns  # noqa: B018 - they are imported when they are asked for


def start(command: list[str]) -> BaseProcess:
    child = multiprocessing.get_context("fork").Process(target=run, args=(command, os.getpid()))
    child.start()
    return child


def run(command: list[str], parent: int) -> None:
    """As `python -m` runs it."""
    # A session of its own: Ctrl-C in the terminal reaches the parent alone, and the whole family can be ended at once.
    os.setsid()
    die_with(parent)
    os.chdir(settings.BASE_DIR)
    sys.argv = command
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


def die_with(parent: int) -> None:
    """Ask Linux to end this child when its parent is gone, killed included. Other systems have no such thing."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    except (AttributeError, OSError):
        return
    if os.getppid() != parent:  # it died before we could ask
        os._exit(1)


def watch(children: list[BaseProcess], stop: threading.Event) -> int:
    """Until a signal comes (0) or a child dies (its exit status, or 128 and the signal that ended it)."""
    while not stop.wait(0.2):
        for child in children:
            if (status := child.exitcode) is not None:
                return status if status >= 0 else 128 - status
    return 0


def end(children: list[BaseProcess]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and any(child.is_alive() for child in children):
        time.sleep(0.05)
    for child in children:
        end_family(child)
        child.join()


def end_family(child: BaseProcess) -> None:
    """The child and whatever it started: a killed worker leaves its beat behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
