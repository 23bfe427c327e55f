"""Streams of chance: one for each thing, named, so that more of one thing shifts nothing of another."""

import datetime as dt
import random
from collections.abc import Sequence


class Chance:
    def __init__(self, seed: int):
        self.seed = seed

    def stream(self, *name) -> random.Random:
        # Not for secrets: the same seed must give the same company.
        return random.Random("/".join(map(str, (self.seed, *name))))


def weighted(rng: random.Random, values: Sequence, weights: Sequence[int]):
    return rng.choices(values, weights)[0]


def working_day(day: dt.date) -> dt.date:
    """The day itself, or the Monday after it."""
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def at_work(rng: random.Random, day: dt.date, latest: dt.datetime) -> dt.datetime:
    """Some time of that working day, not after `latest`; not at noon, so that who is due is the same all over it."""
    time = min(dt.datetime.combine(day, dt.time(rng.choice((9, 10, 11, 14, 15)), rng.randrange(60)), dt.UTC), latest)
    return time.replace(hour=11) if time.hour in (12, 13) else time
