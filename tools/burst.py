"""1,000 updates by 50 clients at once while one worker, a process as that of `serve`, rolls up: each client with a
connection of its own; on SQLite by the eight threads that the embedded web server has, before which the clients wait.
"""

import multiprocessing
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from decimal import Decimal

from django.db import OperationalError, connection

from goals import from_nothing, rollup, services
from goals.models import KeyResult, Objective, ProgressUpdate
from org.models.organization import read_once

UPDATES, CLIENTS, EMBEDDED = 1000, 50, 8


def main() -> None:
    rng = random.Random(1)  # noqa: S311 - the same each time
    last = KeyResult.objects.order_by("-pk").values_list("pk", flat=True)[0]
    chosen = [rng.randrange(1, last + 1) for _each in range(UPDATES)]
    before, failed = ProgressUpdate.objects.count(), Counter()
    processes = multiprocessing.get_context("fork")
    done = processes.Event()
    worker = processes.Process(target=_roll_up, args=(done,))
    seen: list[tuple[float, Decimal]] = []
    watcher = threading.Thread(target=_watch, args=(worker, seen))
    at_once = EMBEDDED if connection.vendor == "sqlite" else CLIENTS
    clients = [threading.Thread(target=_write, args=(chosen[nth::at_once], failed)) for nth in range(at_once)]
    connection.close()  # the worker opens its own
    worker.start()
    start = time.perf_counter()
    for thread in (watcher, *clients):
        thread.start()
    for thread in clients:
        thread.join()
    written = time.perf_counter()
    done.set()
    worker.join()
    watcher.join()
    rolled = time.perf_counter() - written
    exact = next(at for at, progress in seen if progress == seen[-1][1]) - written
    lost = UPDATES - failed.total() - (ProgressUpdate.objects.count() - before)
    print(f"{UPDATES} updates by {CLIENTS} in {written - start:.1f} s: {failed.total()} failed, {lost} lost")
    print(f"the company objective is exact {exact:.1f} s after the last: {seen[-1][1]}")
    print(f"everything rolled up after {rolled:.1f} s")
    print(f"{from_nothing.check()} differences")
    for words, count in failed.items():
        print(f"{count} times {words}")


def _write(some: list[int], failed: Counter) -> None:
    for pk in some:
        try:
            with read_once():  # as each request does
                key_result = KeyResult.objects.select_related("objective__owner").get(pk=pk)
                services.update(key_result, by=key_result.objective.owner, value=Decimal(pk % 90))
        except Exception as error:  # noqa: BLE001 - each is a failure to count
            failed[repr(error)[:120]] += 1
    connection.close()


def _watch(worker: multiprocessing.process.BaseProcess, seen: list[tuple[float, Decimal]]) -> None:
    """When the company objective got which figure."""
    while True:
        is_last = not worker.is_alive()
        progress = Objective.objects.values_list("progress", flat=True).get(pk=1)
        if not seen or seen[-1][1] != progress:
            seen.append((time.perf_counter(), progress))
        if is_last:
            break
        time.sleep(0.1)
    connection.close()


def _roll_up(done) -> None:
    while not done.is_set() or rollup.waits():
        with suppress(OperationalError):  # the next sweep does it
            rollup.roll_up_due(1.5)
        time.sleep(0.1)
    connection.close()
