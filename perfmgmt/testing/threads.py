"""Races: calls that begin at the same moment, each in a thread with a connection of its own to either database."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

PATIENCE = 60.0  # seconds; SQLite waits for 20 of them until the database is unlocked


def at_once(*calls: Callable[[], Any], refusals: Iterable[type[Exception]] = ()) -> list:
    """What each gave, in their order; in the place of one that was refused stands its ValidationError,
    PermissionDenied, or one of `refusals`. Whatever else is raised, or a call that does not end, fails the test.
    """
    gun = threading.Barrier(len(calls), timeout=PATIENCE)
    outcomes: list = [None] * len(calls)
    broken: list[BaseException] = []
    expected = (ValidationError, PermissionDenied, *refusals)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            gun.wait()
            outcomes[place] = call()
        except expected as refusal:
            outcomes[place] = refusal
        except BaseException as error:  # noqa: BLE001 - raised again below, where the test is
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each, daemon=True) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    still_running = sum(thread.is_alive() for thread in threads)
    if broken:
        raise broken[0]
    assert not still_running, f"{still_running} of {len(calls)} calls have not ended after {PATIENCE:.0f} seconds"
    return outcomes


def named_at_once(*calls: Callable[[], Any], refusals: Iterable[type[Exception]] = ()) -> list:
    """The same with each refusal by its name, to compare: [True, "ChangedError"]."""
    outcomes = at_once(*calls, refusals=refusals)
    return [type(each).__name__ if isinstance(each, Exception) else each for each in outcomes]
