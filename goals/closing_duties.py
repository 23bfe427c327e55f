"""What waits for a person when a period ends: their objectives, to be closed. Two queries for any number of people."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from goals.models import Objective, Period
from inbox.duties import Duty
from org.models import Employee, Organization

# How long after the last day of a period its objectives are to be closed.
WITHIN = timedelta(days=14)
MINUTES_EACH = 5


def provider(people: Sequence[Employee], now: datetime) -> Iterable[Duty]:
    waiting: dict[tuple[int, int], list[Objective]] = {}
    for each in (*_known(people), *_asked_for(people, now)):
        waiting.setdefault((each.owner_id, each.period_id), []).append(each)
    if not waiting:
        return
    by_id = {person.pk: person for person in people}
    organization = Organization.objects.current()
    for objectives in waiting.values():
        owner, period = by_id[objectives[0].owner_id], objectives[0].period
        # Of many people the location came with the objective; of the viewer of a page the zone is known.
        today = objectives[0].owner.today_beside(organization, now) if not _is_known(owner) else owner.today(now)
        if today >= period.ends_on and not (owner.left_on and owner.left_on < today):
            yield _to_close(owner, period, len(objectives))


def _is_known(person: Employee) -> bool:
    return hasattr(person, "active_objectives")


def _known(people: Sequence[Employee]) -> Iterable[Objective]:
    """A page that shows a person's active objectives hands them on as `active_objectives`, and saves the query."""
    return [each for person in people if _is_known(person) for each in person.active_objectives]


def _asked_for(people: Sequence[Employee], now: datetime) -> Iterable[Objective]:
    ids = {person.pk for person in people if not _is_known(person)}
    if not ids:
        return ()
    # Nowhere is it later than the day after UTC's.
    ended = Objective.objects.filter(
        owner__in=ids, state=Objective.State.ACTIVE, period__ends_on__lte=now.date() + timedelta(days=1)
    )
    return ended.select_related("owner__location", "period").order_by("period__ends_on", "period", "owner", "pk")


def _to_close(owner: Employee, period: Period, count: int) -> Duty:
    return Duty(
        person_id=owner.pk,
        key=f"period:{period.pk}:close",
        title=_("Close your goals of %(period)s") % {"period": period},
        action=_("Close goals"),
        path=reverse("goals:close_period", query={"period": period.pk}),
        why=_("Your objectives of a period are closed within two weeks after its last day."),
        due_on=period.ends_on + WITHIN,
        icon="flag",
        minutes=MINUTES_EACH * min(count, 6),
        kind="close",
    )
