"""A request for feedback waits for each of those who were asked, until they answer, decline or it expires.

It stands on Today at once. The mail speaks of it from its day on, for a week and no longer: nobody is nagged. One
query for any number of people, and none for the viewer of a page: theirs come with them (`with_viewer`).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.models import RequestedAnswer
from feedback.models.request import EXPIRES_AFTER
from inbox.duties import Duty
from org.backends import Ago
from org.models import Employee, Location, Organization
from org.together import Together, named

MAILED_FOR = timedelta(days=7)


def with_viewer() -> Subquery:
    """What a person is asked, as JSON, in the query that each page makes for its viewer."""
    asked = RequestedAnswer.objects.open_since(Ago(EXPIRES_AFTER)).filter(person=OuterRef("pk"))
    asked = asked.order_by().values("person")
    return Subquery(asked.annotate(told=Together(_facts())).values("told"))


def provider(people: Sequence[Employee], now: datetime) -> Iterable[Duty]:
    known = [person for person in people if hasattr(person, "asked_for_feedback")]
    rows = [facts for person in known for facts in person.asked_for_feedback or ()]
    if others := {person.pk for person in people} - {person.pk for person in known}:
        asked = RequestedAnswer.objects.open(now).filter(person__in=others)
        rows += asked.annotate(facts=_facts()).order_by("pk").values_list("facts", flat=True)
    organization = Organization.objects.current() if rows else None
    for facts in rows:
        person, asker, about = (_person(facts[name], organization) for name in ("person", "asker", "about"))
        if not (asker.is_leaver(now) or about.is_leaver(now)):
            yield _to_answer(facts, person, asker, about, now)


def _facts() -> JSONObject:
    persons = {"person": "person", "asker": "request__asker", "about": "request__about"}
    return JSONObject(request="request", due_on="due_on", **{name: _zoned(at) for name, at in persons.items()})


def _zoned(at: str) -> JSONObject:
    own = {name: f"{at}__{name}" for name in ("time_zone", "left_on")}
    return named(at, place=f"{at}__location__time_zone", **own)


def _person(facts: dict, organization: Organization) -> Employee:
    """With as much as a duty tells of them."""
    place = Location(time_zone=facts["place"]) if facts["place"] else None
    person = Employee(location=place, **{name: value for name, value in facts.items() if name != "place"})
    person.left_on = date.fromisoformat(facts["left_on"]) if facts["left_on"] else None
    person.zone = person.zone_beside(organization)
    return person


def _to_answer(facts: dict, person: Employee, asker: Employee, about: Employee, now: datetime) -> Duty:
    if asker.pk != about.pk:
        title = _("%(asker)s asks for feedback about %(about)s") % {"asker": asker, "about": about}
    else:
        title = _("%(asker)s asks you for feedback") % {"asker": asker}
    due_on = date.fromisoformat(facts["due_on"])
    return Duty(
        person_id=person.pk,
        key=f"request:{facts['request']}:answer",
        title=title,
        mail_title=_("A request for feedback waits for your answer"),
        action=_("Answer or decline"),
        path=reverse("giving:answer", args=[facts["request"]]),
        why=_("You were asked, by this day; you may decline without a reason."),
        due_on=due_on,
        icon="message-circle-question-mark",
        minutes=10,
        kind="answer",
        other=asker,
        in_mail=person.today(now) <= due_on + MAILED_FOR,
    )
