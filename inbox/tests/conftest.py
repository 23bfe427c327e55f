import pytest

from inbox import deeds, duties, kinds
from inbox.duties import Duty
from inbox.tests.factories import MONDAY
from org.tests.factories import LocationFactory, OrganizationFactory

WHY = "You and the people who report to you talk every two weeks."
THANKS = "%(actor)s thanked you"
THANKS_IN_MAIL = "Somebody thanked you"


class Waiting:
    """A provider of duties that a test fills: each person's, by id."""

    def __init__(self):
        self.of = {}
        self.breaks_for = set()
        self.calls = 0

    def add(self, *people, key="check-in", title="Check-in with Ana Souza", due_on=MONDAY, **fields):
        fields = {"action": "Log check-in", "path": "/check-ins/7/log/", "why": WHY} | fields
        for person in people:
            self.of.setdefault(person.pk, []).append(
                Duty(person_id=person.pk, key=f"{key}:{person.pk}", title=title, due_on=due_on, **fields)
            )

    def __call__(self, people, now):
        self.calls += 1
        for person in people:
            if person.pk in self.breaks_for:
                raise ZeroDivisionError
            yield from self.of.get(person.pk, [])


@pytest.fixture
def waiting(monkeypatch):
    provider = Waiting()
    monkeypatch.setattr(duties, "_providers", [provider])
    monkeypatch.setattr(deeds, "_deeds", {})
    return provider


@pytest.fixture
def thanks(monkeypatch):
    """A kind of news that goes into the mail, and one that does not."""
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register("test-thanks", THANKS, in_mail=THANKS_IN_MAIL, icon="heart")
    kinds.register("test-quiet", "%(actor)s looked at it")


@pytest.fixture
def berlin(db):
    OrganizationFactory()
    return LocationFactory(name="Berlin", time_zone="Europe/Berlin")
