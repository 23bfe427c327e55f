"""What the clock finds to do: each on its own, so that one that fails keeps none of the others from its turn."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import OperationalError

log = logging.getLogger(__name__)
Row = TypeVar("Row")


def each(rows: Iterable[Row], do: Callable[[Row], bool]) -> tuple[int, list[Row]]:
    """`do` is a transaction of its own. Returns how many were done, and those that will fail again: where the database
    is busy or away the next look does it.
    """
    done, faulty = 0, []
    for row in rows:
        try:
            done += bool(do(row))
        except Exception as fault:
            log.exception("%s of reviews failed for %s", do.__name__.strip("_"), row)
            if not isinstance(fault, OperationalError):
                faulty.append(row)
    return done, faulty
