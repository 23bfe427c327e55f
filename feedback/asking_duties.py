"""A request for feedback waits for each of those who were asked, until they answer, decline or it expires.

It stands on Today at once. The mail speaks of it from its day on, for a week and no longer: nobody is nagged. One
query for any number of people, and none for a viewer whom nobody asked.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from feedback.models import RequestedAnswer
from inbox.duties import Duty
from org.models import Employee, Organization
from org.zones import zone

MAILED_FOR = timedelta(days=7)


def with_viewer() -> Exists:
    """Whether anybody waits for an answer of theirs, in the query that each page makes for its viewer."""
    waiting = RequestedAnswer.objects.filter(person=OuterRef("pk"), state=RequestedAnswer.State.OPEN)
    return Exists(waiting.order_by())


def provider(people: Sequence[Employee], now: datetime) -> Iterable[Duty]:
    ids = {person.pk for person in people if getattr(person, "is_asked_for_feedback", True)}
    if not ids:
        return
    found = (
        RequestedAnswer.objects.open(now)
        .filter(person__in=ids)
        .select_related("person__location", "request__asker__location", "request__about__location")
        .order_by("due_on", "pk")
    )
    organization = None
    for asked in found:
        organization = organization or Organization.objects.current()
        for person in (asked.person, asked.request.asker, asked.request.about):
            own = person.time_zone or (person.location.time_zone if person.location else "")
            person.zone = zone(own or organization.time_zone)  # else each would ask for the organisation
        if not (asked.request.asker.is_leaver(now) or asked.request.about.is_leaver(now)):
            yield _to_answer(asked, now)


def _to_answer(asked: RequestedAnswer, now: datetime) -> Duty:
    request = asked.request
    if request.is_about_another:
        title = _("%(asker)s asks for feedback about %(about)s") % {"asker": request.asker, "about": request.about}
    else:
        title = _("%(asker)s asks you for feedback") % {"asker": request.asker}
    return Duty(
        person_id=asked.person_id,
        key=f"request:{request.pk}:answer",
        title=title,
        mail_title=_("A request for feedback waits for your answer"),
        action=_("Answer or decline"),
        path=request.answer_path,
        why=_("You were asked, by this day; you may decline without a reason."),
        due_on=asked.due_on,
        icon="message-circle-question-mark",
        minutes=10,
        kind="answer",
        other=request.asker,
        in_mail=asked.person.today(now) <= asked.due_on + MAILED_FOR,
    )
