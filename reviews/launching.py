"""The launch: in slices of a few hundred people, each a transaction of its own.

What is done is known from the records alone: who of the population has no participant yet. A worker that is killed
leaves its slice undone, whole; the next takes it again. Two at once wait for each other at the cycle's row.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from org.models import Employee
from reviews import alone, asking, elsewhere, population
from reviews.models import Anonymity, AnonymousMark, Cycle, Participant, Review, Step
from reviews.states import first_phase

SLICE = 250


@dataclass(frozen=True)
class Progress:
    done: int
    total: int


def progress_of(cycle: Cycle) -> Progress:
    done = cycle.participants.count()
    if not cycle.is_launching:
        return Progress(done, done)
    return Progress(done, done + _left(cycle).count())


def work(seconds: float) -> bool:
    """Goes on with every launch that has begun, for about so long; True where something is left to try."""
    end = monotonic() + seconds

    def launch_rest(pk: int) -> bool:
        while monotonic() < end:
            if not launch_slice(pk):
                return True
        return False

    _done, faulty = alone.each(list(_begun().values_list("pk", flat=True)), launch_rest)
    return _begun().exclude(pk__in=faulty).exists()


def _begun() -> QuerySet[Cycle]:
    waiting = Cycle.objects.filter(state=Cycle.State.SET_UP, launched_at=None, launch_begun_at__isnull=False)
    return waiting.order_by("launch_begun_at", "pk")


@transaction.atomic
def launch_slice(pk: int) -> bool:
    """The next people of this launch; with none left, the cycle enters its first phase. True: look again."""
    cycle = Cycle.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if not cycle.is_launching:
        return False
    people = _next(cycle)
    if not people:
        _finish(cycle)
        return False
    take_part(cycle, people)
    return True


def take_part(
    cycle: Cycle, people: list[Employee], *, closed: Collection[str] = (), at: datetime | None = None
) -> list[Participant]:
    """Makes them participants as they are now, and asks who is to write about them of those who work here at `at`, the
    launch unless said; not in relations that are `closed`.
    """
    participants = Participant.objects.bulk_create(_participant(cycle, person) for person in people)
    writers = _Writers(cycle, people, at or cycle.launch_begun_at)
    reviews, marks = [], []
    for participant in participants:
        for relation, writer in writers.of(participant):
            if relation in closed:
                continue
            anonymity = cycle.anonymity_of(relation)
            row = {"participant": participant, "relation": relation, "writer_id": writer}
            if anonymity == Anonymity.ANONYMOUS:
                marks.append(AnonymousMark(**row))
            else:
                reviews.append(Review(anonymity=anonymity, **row))
    Review.objects.bulk_create(reviews, batch_size=1000)
    AnonymousMark.objects.bulk_create(sorted(marks, key=lambda mark: mark.key), batch_size=1000)
    return participants


def _left(cycle: Cycle) -> QuerySet[Employee]:
    there = Participant.objects.filter(cycle=cycle, subject=OuterRef("pk"))
    return population.people_of(cycle, cycle.launch_begun_at).filter(~Exists(there))


def _next(cycle: Cycle) -> list[Employee]:
    """By their ids, after the last who is in: the index answers that however the tables have grown. Where it finds
    nobody, whoever came into the population meanwhile is looked for among all.
    """
    last = cycle.participants.aggregate(last=Max("subject_id"))["last"] or 0
    after = population.people_of(cycle, cycle.launch_begun_at).filter(pk__gt=last).order_by("pk")
    return list(after[:SLICE]) or list(_left(cycle).order_by("pk")[:SLICE])


def _participant(cycle: Cycle, person: Employee) -> Participant:
    return Participant(
        cycle=cycle,
        subject=person,
        manager_id=person.manager_id,
        department_id=person.department_id,
        job_title=person.job_title,
        job_level=person.job_level,
    )


def _finish(cycle: Cycle) -> None:
    cycle.state, cycle.launched_at = first_phase(cycle), timezone.now()
    cycle.save(update_fields=["state", "launched_at"])
    count = cycle.participants.count()
    Step.objects.create(cycle=cycle, what=Step.What.MOVED, before=Cycle.State.SET_UP, after=cycle.state, reason="")
    Step.objects.filter(cycle=cycle, what=Step.What.LAUNCHED).update(after=str(count))


class _Writers:
    """Who is asked about the people of a slice; their reports and teams are loaded at once."""

    def __init__(self, cycle: Cycle, people: list[Employee], at: datetime):
        self.rules = asking.rules_of(cycle)
        these = Employee.objects.filter(pk__in=[person.pk for person in people])
        self.left_out = elsewhere.left_out(cycle, self.rules, these)
        here = Employee.objects.present(at).filter(is_active=True)
        managers = {person.manager_id for person in people if person.manager_id}
        self.here = set(here.filter(pk__in=managers).values_list("pk", flat=True))
        self.team: dict[int, list[int]] = {}
        of_these = here.filter(manager__in=managers | {person.pk for person in people})
        for pk, manager in of_these.order_by("pk").values_list("pk", "manager_id"):
            self.team.setdefault(manager, []).append(pk)

    def of(self, participant: Participant) -> Iterator[tuple[str, int]]:
        subject, manager = participant.subject_id, participant.manager_id
        return asking.asks_about(
            self.rules,
            subject,
            manager=manager if manager in self.here else None,
            reports=self.team.get(subject, []),
            team=self.team.get(manager, []),
            left_out=self.left_out.get(subject, ()),
        )
