"""What became of signals on which somebody acted during the year, and of those beside them: as the sweep would have
written it down week by week."""

import datetime as dt
from random import Random

from django.db.models import QuerySet

from feedback.models import ActionItem, Blocker, CheckIn, FeedbackRequest
from goals.models import KeyResult, Objective
from insights import kinds
from insights.kinds import Kind
from insights.models import FollowUp
from insights.models.follow_up import ENDED, WEEKS
from org.models import Department
from perfmgmt.demo.chance import Chance
from perfmgmt.demo.people import Person
from reviews.models import Cycle, Review

# How likely it is that one ends from one look to the next where somebody acted, and where nobody did.
HELPS = {
    "slipping": (0.30, 0.16),
    "stale": (0.62, 0.30),
    "blocker": (0.80, 0.22),
    "missed-check-ins": (0.75, 0.28),
    "without-goals": (0.34, 0.30),
}
USUALLY = (0.45, 0.25)
_ENDED = Objective.objects.filter(state=Objective.State.CLOSED)
# What the kinds speak of.
RECORDS: dict[str, QuerySet] = {
    "slipping": KeyResult.objects.filter(objective__state=Objective.State.CLOSED),
    "stale": _ENDED,
    "waiting": _ENDED,
    "blocker": Blocker.objects.filter(resolved_at__isnull=False),
    "missed-check-ins": CheckIn.objects.filter(state=CheckIn.State.DONE),
    "carried-actions": ActionItem.objects.filter(done_at__isnull=False),
    "feedback-unanswered": FeedbackRequest.objects.filter(answers__isnull=False),
    "review-phase": Review.objects.filter(relation="manager", participant__cycle__state=Cycle.State.CLOSED),
    "reorganised": Department.objects.all(),
}
LIGHTER, HEAVIER = 0.15, 0.12
MOST, RARE = 200, 11  # signals of one kind that were acted on; of the others, too few to say


def save(staff: list[Person], chance: Chance, now: dt.datetime) -> None:
    people = [person.row.pk for person in staff]
    rows = []
    for kind in kinds.ALL:
        count = min(MOST, len(people) // 6) if kind.slug in HELPS else min(RARE, len(people) // 20)
        rows += _of_kind(kind, count, people, chance, now.date())
    FollowUp.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _of_kind(kind: Kind, count: int, people: list[int], chance: Chance, today: dt.date) -> list[FollowUp]:
    rng = chance.stream("effects", kind.slug)
    acted, beside = HELPS.get(kind.slug, USUALLY)
    subjects, rows = _subjects(kind, people), []
    for _each in range(count if subjects else 0):
        begun, severity = today - dt.timedelta(days=rng.randrange(57, 350)), rng.choice((1, 1, 2, 2, 3))
        for is_acted_on in (True, *[False] * rng.randrange(1, 4)):
            subject = rng.choice(subjects)
            row = FollowUp(
                kind=kind.slug,
                subject=subject,
                about_id=rng.choice(people) if kind.slug in RECORDS else subject,
                is_acted_on=is_acted_on,
                began_on=begun,
                severity=severity,
                looked=WEEKS[-1],
            )
            _go_on(row, acted if is_acted_on else beside, rng)
            rows.append(row)
    return rows


def _go_on(row: FollowUp, ends: float, rng: Random) -> None:
    severity = row.severity
    for weeks in WEEKS:
        luck = rng.random()
        if severity == ENDED:
            severity = 1 if luck < 0.04 else ENDED
        elif luck < ends:
            severity = ENDED
        elif luck < ends + LIGHTER:
            severity = max(1, severity - 1)
        elif luck > 1 - HEAVIER:
            severity = min(3, severity + 1)
        setattr(row, f"after_{weeks}", severity)


def _subjects(kind: Kind, people: list[int]) -> list[int]:
    """Records that are over: nobody acts on them any more. Of what speaks of no record of its own the people."""
    rows = RECORDS.get(kind.slug)
    return people if rows is None else list(rows.all().order_by("pk").values_list("pk", flat=True)[:2000])
