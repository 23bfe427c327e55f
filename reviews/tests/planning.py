"""Cycles as HR makes them, with dates that fit."""

from datetime import date

from reviews import services
from reviews.models import Template
from reviews.starters import ANNUAL
from reviews.template_tree import build

FIELDS = {
    "name": "Annual 2026",
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2026, 12, 31),
    "has_nomination": False,
    "has_calibration": True,
    "peers_are": "confidential",
    "upward_is": "anonymous",
    "threshold": 3,
    "peer_count": 3,
    "load_cap": 12,
    "hired_before": None,
    "line_of": None,
}
PHASES = {
    "nomination": (date(2026, 11, 20), date(2026, 11, 30)),
    "writing": (date(2026, 12, 1), date(2026, 12, 20)),
    "calibration": (date(2027, 1, 5), date(2027, 1, 12)),
    "release": (date(2027, 1, 18), date(2027, 2, 1)),
}


def make_plan(*, departments=(), locations=(), phases=PHASES, due=None, **fields) -> services.Plan:
    fields.setdefault("template", Template.objects.filter(key="annual").first() or build(ANNUAL, key="annual"))
    return services.Plan(FIELDS | fields, list(departments), list(locations), dict(phases), due or {})


def make_cycle(*, by, **options):
    return services.save_cycle(None, make_plan(**options), by=by)
