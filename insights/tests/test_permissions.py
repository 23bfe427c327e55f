"""Each route of the bridge by each role. The signal is about the work of Sam (`cast.subject`)."""

import pytest
from django.urls import reverse

from insights import thresholds
from insights.models import Dismissal, Signal
from insights.readers import sentence
from insights.tests.factories import SignalFactory
from perfmgmt.testing import admin_row, row

pytestmark = pytest.mark.django_db

# Who works in Sales, leads somebody there, or is HR.
SALES = row(200, stranger=404, former_manager=404, administrator=404)
ABOUT_SAM = {"stranger": 404, "peer": 404, "report": 404, "former_manager": 404, "administrator": 404}
MATRIX = {
    "bridge": row(200),
    "department": SALES,
    "most": row(200),
    "department_most": SALES,
    "changes": row(200),
    "department_changes": SALES,
    "signals": row(200),
    "department_signals": SALES,
    "signal": row(200, **ABOUT_SAM, subject=200),
    "dismiss": row(200, **ABOUT_SAM, subject=403, hr_self=403),
    "take_back": row(405),  # only sent
    "coverage": row(403, hr=200, hr_self=200),
    "effects": row(403, subject=200, manager=200, former_manager=200, skip_level=200, hr=200, hr_self=200),
}
ADMIN_MATRIX = {"insights.kindsetting": admin_row("hr", "hr_self")}


@pytest.fixture
def signal(cast):
    thresholds.write_down()
    return SignalFactory(about=cast.subject)


@pytest.fixture
def paths(cast, signal):
    sales, found = [cast.subject.department_id], [signal.pk]
    arguments = {
        "department": sales,
        "department_signals": sales,
        "department_most": sales,
        "department_changes": sales,
        "signal": found,
        "dismiss": found,
        "take_back": found,
    }
    return {name: reverse(f"insights:{name}", args=arguments.get(name, [])) for name in MATRIX}


@pytest.mark.parametrize("route", MATRIX)
def test_route_by_role(cast, paths, route):
    assert cast.statuses(MATRIX[route], lambda client: client.get(paths[route])) == MATRIX[route]


@pytest.mark.parametrize("route", ["dismiss", "take_back"])
def test_who_may_not_dismiss_it_cannot_send_it(cast, paths, signal, route):
    refused = {**ABOUT_SAM, "anonymous": 302, "leaver": 302, "subject": 403, "hr_self": 403}

    sent = {"reason": "Curious", "until": "2026-12-01"}
    assert cast.statuses(refused, lambda client: client.post(paths[route], sent)) == refused
    assert not Dismissal.objects.exists()


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("line", {"subject", "manager", "skip_level", "hr"}),
        ("check-in", {"subject", "manager", "skip_level"}),
        ("blocker", set()),  # of a blocker that there is not
        ("pair", {"subject", "manager"}),
        ("own", {"subject"}),
        ("cycle", {"subject", "hr"}),
    ],
)
def test_who_sees_a_signal(cast, signal, audience, readers):
    Signal.objects.update(audience=audience)
    everyone = ("subject", *ABOUT_SAM, "manager", "skip_level", "hr")

    assert {role for role in everyone if Signal.objects.visible_to(cast[role]).exists()} == readers
    if audience != "blocker":  # its own sentence says it, see feedback
        words = sentence(Signal.objects.get(), None, cast.stranger)
        said = {role for role in everyone if str(cast[role]) in words}
        assert (said, words.endswith("HR")) == (readers - {"hr"}, "hr" in readers)
