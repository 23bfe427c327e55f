"""A company for measuring: objectives in a tree eight deep, three key results each, an update on each of these and on
some thousands several, all with the dated rows that an import writes. In bulk, into an empty database, in seconds."""

import io
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count, islice

from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from goals.models import Change, KeyResult, Objective, Period, ProgressUpdate
from org.models import Employee

# The share of all objectives that stand on each level but the lowest.
LEVELS = (0.00005, 0.0003, 0.0015, 0.006, 0.022, 0.08, 0.24)
PEOPLE, SEVERAL, CHUNK = 1000, 5000, 20_000
Field = Change.Field


def build(objectives: int, *, seed: int = 1, key_results: int = 3) -> int:
    """Gives the id of the first objective of the company's."""
    rng, today = random.Random(seed), timezone.now().date()  # noqa: S311 - the same company each time
    with transaction.atomic():
        people = [
            Employee(email=f"p{each}@large.example", first_name=f"P{each}", last_name="Large")
            for each in range(PEOPLE)
        ]
        owners = [each.pk for each in Employee.objects.bulk_create(people)]
        period = Period.objects.create(
            name="Large", starts_on=today - timedelta(60), ends_on=today + timedelta(30)
        )
        tree = list(_tree(objectives))
        _Rows(rng, period, owners, today).write(tree, key_results)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return 1


def _tree(objectives: int) -> Iterator[tuple[int, int | None]]:
    """(id, parent) from the top down."""
    sizes = [max(1, round(share * objectives)) for share in LEVELS]
    sizes.append(objectives - sum(sizes))
    first, above = 1, range(0)
    for size in sizes:
        for nth in range(size):
            yield first + nth, above[nth % len(above)] if above else None
        above, first = range(first, first + size), first + size


class _Rows:
    def __init__(self, rng: random.Random, period: Period, owners: list[int], today: date):
        self.rng, self.period, self.owners, self.today = rng, period, owners, today
        self.day = period.starts_on
        self.at = datetime.combine(self.day, datetime.min.time(), UTC) + timedelta(hours=9)

    def write(self, tree: list[tuple[int, int | None]], each: int) -> None:
        load(Objective, self._objectives(tree))
        load(KeyResult, self._key_results(tree, each))
        load(Change, self._changes(tree, each))
        load(ProgressUpdate, self._updates(len(tree) * each))

    def _owner(self, pk: int) -> int:
        return self.owners[pk % len(self.owners)]

    def _objectives(self, tree):
        for pk, parent in tree:
            yield {
                "id": pk, "period_id": self.period.pk, "ref": f"L{pk}", "scope": "individual" if parent else "company",
                "owner_id": self._owner(pk), "title": f"Objective {pk}", "state": "active", "aligned_to_id": parent,
                "alignment": "accepted" if parent else "", "activated_on": self.day, "created_at": self.at,
            }  # fmt: skip

    def _key_results(self, tree, each):
        for pk, _parent in tree:
            for nth in range(each):
                yield {
                    "id": (pk - 1) * each + nth + 1, "objective_id": pk, "title": f"Result {nth}", "unit": "number",
                    "baseline": 0, "target": self._target(pk, nth), "position": nth,
                }  # fmt: skip

    def _target(self, pk: int, nth: int) -> int:
        return 7 + (pk * 31 + nth) % 90

    def _changes(self, tree, each):
        ids = count(1)

        def change(objective, key_result, field, new):
            return {
                "id": next(ids), "objective_id": objective, "key_result_id": key_result, "field": field, "old": "",
                "new": str(new), "day": self.day, "at": self.at, "reason": "", "is_rebaseline": False,
            }  # fmt: skip

        for pk, parent in tree:
            yield change(pk, None, "state", "active")
            yield change(pk, None, "owner", self._owner(pk))
            if parent:
                yield change(pk, None, "aligned_to", parent)
                yield change(pk, None, "alignment", "accepted")
            for nth in range(each):
                key_result = (pk - 1) * each + nth + 1
                yield change(pk, key_result, "baseline", 0)
                yield change(pk, key_result, "target", self._target(pk, nth))

    def _updates(self, key_results: int):
        ids = count(1)
        for key_result in range(1, key_results + 1):
            for _each in range(5 if key_result <= SEVERAL else 1):
                day = self.day + timedelta(self.rng.randrange(1, (self.today - self.day).days))
                yield {
                    "id": next(ids), "key_result_id": key_result, "day": day,
                    "value": Decimal(self.rng.randrange(1, 600)) / 10, "confidence": self.rng.randrange(11),
                    "comment": "", "author_id": self._owner(key_result), "source": "import",
                    "written_at": datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12),
                }  # fmt: skip


def load(model, rows: Iterable[dict]) -> None:
    """Rows with their ids, the quickest way that each database has; what is not named has the field's default."""
    defaults = {field.attname: field.get_default() for field in model._meta.concrete_fields}
    rows = ({**defaults, **row} for row in rows)
    columns = list(defaults)
    table = connection.ops.quote_name(model._meta.db_table)
    while chunk := list(islice(rows, CHUNK)):
        names = ", ".join(map(connection.ops.quote_name, columns))
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                text = "".join("\t".join(_copied(row[name]) for name in columns) + "\n" for row in chunk)
                cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.StringIO(text))
            else:
                marks = ", ".join(["%s"] * len(columns))
                values = [[_bound(row[name]) for name in columns] for row in chunk]
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)


def _copied(value) -> str:
    return r"\N" if value is None else str(value)


def _bound(value):
    if isinstance(value, datetime):
        return str(value.replace(tzinfo=None))
    return str(value) if isinstance(value, Decimal | date) else value
