"""Is the process alive; is what it needs there? Asked by whoever watches it, without a login."""

import time
from collections.abc import Callable
from functools import cache as remember

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from perfmgmt.celery import app

HEARTBEAT_KEY = "worker-heartbeat"
FRESH = 60  # seconds that the worker's last heartbeat may be old
BROKER_TIMEOUT = 2  # seconds


class NotReadyError(Exception):
    """Says why in one sentence that may be shown to anybody: no address, no secret."""


@login_not_required
@require_safe
@never_cache
def alive(request):
    return JsonResponse({"alive": True})


@login_not_required
@require_safe
@never_cache
def ready(request):
    found = {name: _ask(check) for name, check in CHECKS.items()}
    return JsonResponse(found, status=200 if all(answer == "ready" for answer in found.values()) else 503)


def beat() -> None:
    """Written by the worker every few seconds: beside the database embedded, in Redis where there is one."""
    if settings.REDIS_URL:
        cache.set(HEARTBEAT_KEY, time.time(), timeout=None)
    else:
        settings.HEARTBEAT_FILE.parent.mkdir(parents=True, exist_ok=True)
        settings.HEARTBEAT_FILE.touch()


def _ask(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReadyError as reason:
        return str(reason)
    except Exception as error:  # noqa: BLE001 - each part fails in its own way, and its words may hold an address
        return f"not reachable ({type(error).__name__})"
    return "ready"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@remember  # asked until they are all there; a refusal is not remembered
def _migrations() -> None:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise NotReadyError(f"{len(waiting)} migrations wait; run manage.py migrate")


def _broker() -> None:
    if settings.REDIS_URL:
        with app.connection_for_write(connect_timeout=BROKER_TIMEOUT) as broker:
            broker.ensure_connection(max_retries=0, timeout=BROKER_TIMEOUT)
        return
    folder = settings.DATA_DIR / "broker"
    if not folder.is_dir():
        raise NotReadyError("the broker's folder is missing; start with manage.py serve")


def _worker() -> None:
    if settings.REDIS_URL:
        last = cache.get(HEARTBEAT_KEY)
    else:
        last = settings.HEARTBEAT_FILE.stat().st_mtime if settings.HEARTBEAT_FILE.exists() else None
    if last is None:
        raise NotReadyError("no heartbeat yet")
    if (age := time.time() - last) > FRESH:
        raise NotReadyError(f"the last heartbeat is {age:.0f} s old")


CHECKS = {"database": _database, "migrations": _migrations, "broker": _broker, "worker": _worker}
