"""The review cycles of the demo company, one in each phase: so that everybody has something to do, and to read.

Each is set up and launched by the services, on the day that it began; what people did in it since is written in bulk
in the same shape (`pens`, `nominees`, `sessions`, `receipts`).
"""

import datetime as dt
from typing import Any

from org.models import Employee
from perfmgmt.demo import nominees, receipts, sessions
from perfmgmt.demo.chance import Chance
from perfmgmt.demo.passing import launched, move, move_by_service
from perfmgmt.demo.pens import Pens
from perfmgmt.demo.people import Person
from perfmgmt.demo.review_words import JOINED_LATE
from perfmgmt.demo.scene import Scene
from reviews import services
from reviews.models import Template

SMALL_FUNCTIONS = ("Legal", "People")
ALL_BUT_TECHNOLOGY = ("Commercial", "Finance", "Operations", *SMALL_FUNCTIONS)
Span = tuple[dt.date, dt.date]


def save(staff: list[Person], chance: Chance, now: dt.datetime, *, is_large: bool) -> None:
    scene = Scene(staff, chance, now, is_large)
    _closed(scene)
    _released(scene)
    _calibrating(scene)
    _writing(scene)
    _nominating(scene)
    _prepared(scene)


def _closed(scene: Scene) -> None:
    """Last year's, with all that was written, calibrated and answered in it."""
    year = scene.today.year - (1 if scene.today >= dt.date(scene.today.year, 3, 20) else 2)
    new_year = dt.date(year + 1, 1, 1)
    spans = {
        "writing": _days(new_year, 7, 28),
        "calibration": _days(new_year, 33, 40),
        "release": _days(new_year, 46, 60),
    }
    whole = (dt.date(year, 1, 1), dt.date(year, 12, 31))
    departments = scene.functions(*SMALL_FUNCTIONS) + _of_manager(scene) if scene.is_large else []
    plan = _plan("annual-with-peers", f"Annual review {year}", spans, *whole, departments=departments, peer_count=2)
    cycle = launched(scene, plan)
    Pens(scene, cycle).write(*spans["writing"])
    sessions.make_groups(scene, cycle)
    move(cycle, "calibration", scene.at(spans["calibration"][0]), by=scene.hr)
    sessions.hold(scene, cycle, *spans["calibration"])
    move(cycle, "release", scene.at(spans["release"][0]), by=scene.hr)
    receipts.save(scene, cycle, *spans["release"])
    move(cycle, "closed", scene.at(spans["release"][1] + dt.timedelta(4)), by=scene.hr)


def _released(scene: Scene) -> None:
    today = scene.today
    spans = {"writing": _days(today, -30, -10), "release": _days(today, -4, 10)}
    whole = _days(today, -190, -100)
    plan = _plan("light-quarterly", "Quarterly review", spans, *whole, has_calibration=False)
    cycle = launched(scene, plan)
    Pens(scene, cycle).write(*spans["writing"])
    move_by_service(scene, cycle, "release", scene.at(spans["release"][0]))
    receipts.save(scene, cycle, spans["release"][0], today, silent=("employee", "manager"))


def _calibrating(scene: Scene) -> None:
    today = scene.today
    spans = {
        "writing": _days(today, -32, -9),
        "calibration": _days(today, -5, 6),
        "release": _days(today, 12, 26),
    }
    plan = _plan(
        "annual-with-peers",
        "Half-year review, without Technology",
        spans,
        *_days(today, -210, -33),
        departments=scene.functions(*(SMALL_FUNCTIONS if scene.is_large else ALL_BUT_TECHNOLOGY)),
        peer_count=2,
    )
    cycle = launched(scene, plan)
    Pens(scene, cycle).write(*spans["writing"])
    sessions.make_groups(scene, cycle)
    move_by_service(scene, cycle, "calibrate", scene.at(spans["calibration"][0]))
    sessions.hold(scene, cycle, spans["calibration"][0], today)


def _writing(scene: Scene) -> None:
    today = scene.today
    spans = {
        "writing": _days(today, -9, 12),
        "calibration": _days(today, 17, 24),
        "release": _days(today, 30, 44),
    }
    name, whole = "Review of the year so far", _days(today, -320, -10)
    cycle = launched(scene, _plan("annual-with-peers", name, spans, *whole, peer_count=2))
    Pens(scene, cycle, is_over=False).write(spans["writing"][0], today)


def _nominating(scene: Scene) -> None:
    today = scene.today
    spans = {
        "nomination": _days(today, -4, 5),
        "writing": _days(today, 8, 29),
        "calibration": _days(today, 33, 36),
        "release": _days(today, 40, 54),
    }
    departments = _of_manager(scene) if scene.is_large else scene.functions("Technology")
    name, whole = "Project review, Technology", _days(today, -120, -5)
    # Without their names, reports are asked about them in the cycle that is written, and in one at a time alone.
    ways: dict[str, Any] = {"has_nomination": True, "upward_is": "confidential"}
    plan = _plan("annual-with-peers", name, spans, *whole, departments=departments, **ways)
    nominees.save(scene, launched(scene, plan), spans["nomination"][0], today)


def _prepared(scene: Scene) -> None:
    """This year's, in set-up, with what the pre-flight finds of itself, and one person excluded."""
    today, year = scene.today, scene.today.year
    spans = {
        "nomination": _days(today, 10, 17),
        "writing": _days(today, 20, 41),
        "calibration": _days(today, 48, 55),
        "release": _days(today, 60, 74),
    }
    whole = (dt.date(year, 1, 1), dt.date(year, 12, 31))
    plan = _plan("annual-with-peers", f"Annual review {year}", spans, *whole, has_nomination=True)
    cycle = services.save_cycle(None, plan, by=scene.hr)
    if newest := _newest(scene):
        services.exclude(cycle, newest, JOINED_LATE, by=scene.hr)


def _newest(scene: Scene) -> Employee | None:
    people = (person.row for person in reversed(scene.staff) if person.row.left_on is None)
    newest = max(people, key=lambda person: (person.hired_on, person.pk), default=None)
    is_theirs = newest is not None and newest.pk in (scene.hr.pk, scene.hr.manager_id)
    return newest if newest is not None and newest.hired_on <= scene.today and not is_theirs else None


def _of_manager(scene: Scene) -> list:
    department = scene.accounts["manager"].department
    return [department] if department else []


def _plan(key: str, name: str, spans: dict, start: dt.date, end: dt.date, *, departments=(), **fields) -> services.Plan:
    common = {"has_nomination": False, "has_calibration": True, "peers_are": "confidential"}
    common |= {"upward_is": "anonymous", "threshold": 3, "peer_count": 3, "load_cap": 12}
    row = {"name": name, "starts_on": start, "ends_on": end, "template": Template.objects.newest().get(key=key)}
    return services.Plan(common | row | fields, departments=list(departments), phases=spans)


def _days(day: dt.date, first: int, last: int) -> Span:
    return day + dt.timedelta(first), day + dt.timedelta(last)
