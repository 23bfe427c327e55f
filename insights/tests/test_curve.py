"""The curve of a unit: its points, its gaps, and that it is drawn without a colour or a style of its own."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

from insights import curve
from insights.curve import Point, Reading
from insights.templatetags import bridge_curve
from insights.units import Unit

UNTIL = date(2026, 11, 23)


def row(days_ago: int, progress="0.5", expected="0.6", **fields):
    values = {"blockers": 2, "check_ins_due": 4, "check_ins_held": 3, "is_small": False, "moved": 0, "people": 40}
    day = UNTIL - timedelta(days=days_ago)
    return Reading(day, progress and Decimal(progress), expected and Decimal(expected), **values | fields)


def test_a_point_is_the_last_record_of_its_week():
    found = curve.points([row(15), row(8), row(7, "0.55"), row(6), row(0, "0.7", is_small=True)], UNTIL)

    assert [point and point.day for point in found] == [UNTIL - timedelta(days=each) for each in (15, 7, 0)]
    assert found[1:] == [
        Point(date(2026, 11, 16), Decimal("0.55"), Decimal("0.6"), 2, Decimal("0.75")),
        Point(UNTIL, Decimal("0.7"), Decimal("0.6"), None, None),
    ]


def test_never_more_than_a_year_and_a_week_without_a_record_is_none():
    found = curve.points([row(each) for each in (*range(370, 30, -1), 0)], UNTIL)

    assert (len(found), [point is None for point in found[-5:]]) == (curve.POINTS, [False, True, True, True, False])
    assert curve.points([], UNTIL) == []


def test_a_reorganisation_with_the_last_record_before_it():
    rows = [row(20, moved=30), row(18), row(12, moved=5, people=100), row(11, moved=5, people=200), row(0, moved=4)]

    assert curve.reorganisations(rows) == [
        curve.Reorganisation(UNTIL - timedelta(days=12), 5, UNTIL - timedelta(days=18))
    ]


def drawn(rows):
    scene = SimpleNamespace(is_past=False, unit=Unit(None, "Meridian"))
    view = SimpleNamespace(
        points=curve.points(rows, UNTIL), until=UNTIL, reorganisations=[], scene=scene,
        moment=SimpleNamespace(day=UNTIL),
    )  # fmt: skip
    return bridge_curve.unit_curve(view)


def test_the_lines_end_where_a_period_does_and_go_across_a_short_silence():
    rows = [row(35, "0.8", "0.9"), row(28, "0.9", "1"), row(21, "0.1", "0.1"), row(0, "0.3", "0.3")]

    wide = drawn(rows)["drawings"][0]

    assert [line.count("L") for line in wide["actual"]] == [1, 1]
    assert [line.count("L") for line in wide["expected"]] == [1, 1]
    assert [line.count("L") for line in wide["held"]] == [3]
    assert len(wide["bars"]) == 4


def test_a_long_silence_is_a_gap():
    assert len(drawn([row(60), row(0)])["drawings"][0]["held"]) == 2


def test_one_week_is_no_curve_and_nothing_measured_is_no_error():
    assert drawn([row(3), row(0)])["is_enough"] is False
    empty = drawn([row(7, None, None, check_ins_due=0, check_ins_held=0, blockers=0), row(0, None, None)])

    assert (empty["is_enough"], empty["drawings"][0]["actual"], empty["drawings"][0]["bars"][:0]) == (True, [], [])
