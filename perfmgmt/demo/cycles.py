"""The review cycles of the demo company: one that people write for, and one that HR prepares."""

import datetime as dt

from org.models import Employee
from perfmgmt.demo.people import DOMAIN, Person
from reviews import launching, services
from reviews.models import Template


def save(staff: list[Person], today: dt.date) -> None:
    hr = Employee.objects.get(email=f"hr@{DOMAIN}")
    running = services.save_cycle(None, _upward(today), by=hr)
    services.launch(running, by=hr)
    while launching.launch_slice(running.pk):
        pass
    prepared = services.save_cycle(None, _annual(today), by=hr)
    people = (person.row for person in reversed(staff) if person.row.left_on is None and person.row.hired_on)
    newest = max(people, key=lambda person: (person.hired_on, person.pk), default=None)
    if newest is not None and newest.hired_on <= today and newest.pk not in (hr.pk, hr.manager_id):
        services.exclude(prepared, newest, "Joined late in the year; the first review is next year’s.", by=hr)


def _plan(key: str, name: str, spans: dict, start: dt.date, end: dt.date, **fields) -> services.Plan:
    common = {"has_nomination": False, "has_calibration": False, "peers_are": "confidential"}
    common |= {"upward_is": "anonymous", "threshold": 3, "peer_count": 3, "load_cap": 12}
    template = Template.objects.newest().get(key=key)
    row = {"name": name, "starts_on": start, "ends_on": end, "template": template}
    return services.Plan(common | row | fields, phases=spans)


def _days(today: dt.date, first: int, last: int) -> tuple[dt.date, dt.date]:
    return today + dt.timedelta(first), today + dt.timedelta(last)


def _upward(today: dt.date) -> services.Plan:
    spans = {"writing": _days(today, -6, 12), "release": _days(today, 18, 32)}
    return _plan("upward-only", "Upward feedback", spans, *_days(today, -183, 0))


def _annual(today: dt.date) -> services.Plan:
    spans = {
        "nomination": _days(today, 10, 17),
        "writing": _days(today, 20, 41),
        "calibration": _days(today, 48, 55),
        "release": _days(today, 60, 74),
    }
    year = today.year
    name, whole = f"Annual review {year}", (dt.date(year, 1, 1), dt.date(year, 12, 31))
    return _plan("annual-with-peers", name, spans, *whole, has_nomination=True, has_calibration=True)
