"""What changed around a cycle since its launch and waits for HR: who left, who has another manager, who cannot write
any more, who is new, who is back. Without what is about the viewer and their manager. Each list is cut at `SHOWN`.
"""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from org.models import Employee
from reviews import population
from reviews.models import Cycle, Participant, Relation, Review
from reviews.models.setting_up import not_about

SHOWN = 50


@dataclass
class SinceLaunch:
    left: list[Participant]
    led_by_others: list[Participant]
    stuck: list[Review]
    new: list[Employee]
    back: list[Participant]

    def __bool__(self):
        return any((self.left, self.led_by_others, self.stuck, self.new, self.back))


def of(cycle: Cycle, viewer: Employee) -> SinceLaunch:
    people = ("subject__location", "subject__manager", "manager")
    known = cycle.participants.filter(not_about(viewer, "subject")).select_related(*people).order_by("pk")
    other = (
        ~Q(manager=F("subject__manager"))
        | Q(manager=None, subject__manager__isnull=False)
        | Q(manager__isnull=False, subject__manager=None)
    )
    taking_part = known.filter(other | Q(subject__left_on__isnull=False), taken_out_at=None)[: 4 * SHOWN]
    left, led = [], []
    for each in taking_part:
        if each.subject.is_leaver():
            # Whose result is released stays in: there is nothing left to decide.
            left += [each] if each.released_at is None else []
        elif each.manager_id != each.subject.manager_id:
            led.append(each)
    out = [each for each in known.filter(taken_out_at__isnull=False) if not each.subject.is_leaver()]
    return SinceLaunch(left[:SHOWN], led[:SHOWN], _stuck(cycle, viewer), _new(cycle, viewer), out[:SHOWN])


def _stuck(cycle: Cycle, viewer: Employee) -> list[Review]:
    rows = Review.objects.filter(
        not_about(viewer, "participant__subject"),
        Q(writer__left_on__isnull=False) | Q(writer__is_active=False),
        participant__cycle=cycle,
        participant__taken_out_at=None,
        relation__in=[Relation.MANAGER, Relation.PEER],
        state=Review.State.OPEN,
    )
    rows = rows.select_related("writer__location", "participant__subject").order_by("pk")[: 2 * SHOWN]
    return [each for each in rows if each.writer.is_leaver() or not each.writer.is_active][:SHOWN]


def _new(cycle: Cycle, viewer: Employee) -> list[Employee]:
    there = Participant.objects.filter(cycle=cycle, subject=OuterRef("pk"))
    new = population.people_of(cycle).filter(~Exists(there), not_about(viewer, "pk"))
    return list(new.select_related("department").by_name()[:SHOWN])
