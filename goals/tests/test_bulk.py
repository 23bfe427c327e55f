"""Many rows written at once read back as those that `save()` writes, to the last digit and type."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import bulk
from goals.models import KeyResult, Objective
from goals.tests.factories import KeyResultFactory, ObjectiveFactory

pytestmark = pytest.mark.django_db

FIELDS = ["current", "confidence", "last_update_on", "progress"]
FIGURES = [
    (None, None, None, None),
    (Decimal("123456.789012345"), 10, date(2026, 11, 2), Decimal("0.333333333333")),
    (Decimal("-0.000000001"), 0, None, Decimal("0E-12")),
    (Decimal("999999999999999"), None, date(2026, 1, 1), Decimal("1.000000000000")),
    (Decimal("0.1"), 7, date(2026, 2, 28), Decimal("0.000000000001")),
]


def stored(key_results):
    """As the database holds them, under our decimals and under its own types."""
    with connection.cursor() as cursor:
        kind = "typeof" if connection.vendor == "sqlite" else "pg_typeof"
        columns = ", ".join(f"{name}, CAST({name} AS text), CAST({kind}({name}) AS text)" for name in FIELDS)
        ids = ", ".join(str(each.pk) for each in key_results)
        cursor.execute(f"SELECT {columns} FROM goals_keyresult WHERE id IN ({ids}) ORDER BY id")  # noqa: S608
        return cursor.fetchall()


def test_update_writes_what_save_writes():
    objective = ObjectiveFactory()
    saved = [KeyResultFactory(objective=objective) for _each in FIGURES]
    at_once = [KeyResultFactory(objective=objective) for _each in FIGURES]
    stranger = KeyResultFactory(objective=objective)
    for rows in (saved, at_once):
        for row, figures in zip(rows, FIGURES, strict=True):
            for name, value in zip(FIELDS, figures, strict=True):
                setattr(row, name, value)
    for row in saved:
        row.save(update_fields=FIELDS)

    bulk.update(at_once, FIELDS)

    assert stored(at_once) == stored(saved)
    fresh = KeyResult.objects.in_bulk([each.pk for each in at_once])
    assert [tuple(getattr(fresh[each.pk], name) for name in FIELDS) for each in at_once] == FIGURES
    assert stored([stranger]) == [stored(saved)[0]]


def test_a_column_of_nulls_alone_is_written():
    key_results = [KeyResultFactory(confidence=3, last_update_on=date(2026, 1, 1)) for _each in range(2)]
    for each in key_results:
        each.confidence = each.last_update_on = None
    bulk.update(key_results, ["confidence", "last_update_on"])
    left = KeyResult.objects.order_by("pk").values_list("confidence", "last_update_on")
    assert list(left) == [(None, None), (None, None)]


def test_a_parent_that_was_saved_after_it_was_assigned():
    child = ObjectiveFactory()
    parent = Objective(owner=child.owner, period=child.period, title="Later")
    child.aligned_to, child.alignment = parent, Objective.Alignment.ACCEPTED
    parent.save()
    bulk.update([child], ["aligned_to", "alignment"])
    assert Objective.objects.get(pk=child.pk).aligned_to_id == parent.pk


@pytest.mark.parametrize("count", [1, 3])
def test_it_is_one_statement(count):
    key_results = [KeyResultFactory() for _each in range(count)]
    with CaptureQueriesContext(connection) as queries:
        bulk.update(key_results, FIELDS)
    assert sum("UPDATE" in each["sql"] for each in queries) == 1


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.update([], FIELDS)


def test_read_values_reads_what_values_list_reads():
    objective = ObjectiveFactory()
    rows = [KeyResultFactory(objective=objective) for _each in FIGURES]
    for row, figures in zip(rows, FIGURES, strict=True):
        KeyResult.objects.filter(pk=row.pk).update(**dict(zip(FIELDS, figures, strict=True)))
    KeyResultFactory()  # a stranger
    names = ["objective_id", "objective__period__starts_on", "objective__created_at", "weight", *FIELDS]
    wanted = KeyResult.objects.filter(pk__in=[each.pk for each in rows]).order_by("-pk")

    found = bulk.read_values(
        KeyResult.objects.filter(pk__in=bulk.among(each.pk for each in rows)).order_by("-pk"), *names
    )

    assert [list(map(repr, row)) for row in found] == [list(map(repr, row)) for row in wanted.values_list(*names)]
    assert bulk.read_values(KeyResult.objects.filter(pk__in=bulk.among([])).order_by("pk"), "pk") == []
    assert bulk.read_values(KeyResult.objects.none(), "pk", "weight") == []
