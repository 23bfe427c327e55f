"""Who worked with somebody in the time under review, and on what, as far as the viewer may know it. One query."""

from collections import defaultdict
from datetime import date

from django.db.models import CharField, F, Q, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.models import CheckIn, Feedback
from goals.models import Objective
from org.models import Employee

GOAL, FEEDBACK, CHECK_IN, TEAM = "1-goal", "2-feedback", "3-check-in", "4-team"
WORDS: dict[str, Promise] = {
    GOAL: _("shared objectives"),
    FEEDBACK: _("feedback"),
    CHECK_IN: _("check-ins"),
    TEAM: _("same manager"),
}


def with_whom(subject: Employee, viewer: Employee, starts_on: date, ends_on: date) -> dict[int, list[str]]:
    """Person → what for; whoever has most in common first."""
    rows = [
        *_goals(subject, viewer, starts_on, ends_on),
        *_talks(subject, viewer, starts_on, ends_on),
        _as(Employee.objects.filter(manager=subject.manager_id or 0), TEAM, "pk"),
    ]
    found: dict[int, set[str]] = defaultdict(set)
    for person, what in rows[0].union(*rows[1:]):
        if person and person != subject.pk:
            found[person].add(what)
    ordered = sorted(found, key=lambda pk: (found[pk] == {TEAM}, -len(found[pk]), min(found[pk]), pk))
    return {pk: [str(WORDS[what]) for what in sorted(found[pk])] for pk in ordered}


def _as(rows, what: str, person: str):
    return rows.order_by().annotate(a_person=F(person), a_what=Value(what, CharField())).values_list(
        "a_person", "a_what"
    )


def _goals(subject, viewer, starts_on, ends_on) -> list:
    """Aligned in either direction, or with a key result of the other's."""
    known = Objective.objects.visible_to(viewer).filter(
        state__in=[Objective.State.ACTIVE, Objective.State.CLOSED],
        period__starts_on__lte=ends_on,
        period__ends_on__gte=starts_on,
    )
    own = Objective.objects.filter(owner=subject.pk).order_by()
    return [
        _as(known.filter(pk__in=own.values("aligned_to")), GOAL, "owner"),
        _as(known.filter(aligned_to__in=own.values("pk")), GOAL, "owner"),
        _as(known.filter(owner=subject.pk, key_results__owner__isnull=False), GOAL, "key_results__owner"),
        _as(known.filter(key_results__owner=subject.pk), GOAL, "owner"),
    ]


def _talks(subject, viewer, starts_on, ends_on) -> list:
    said = Feedback.objects.visible_to(viewer).filter(sent_at__date__gte=starts_on, sent_at__date__lte=ends_on)
    held = CheckIn.objects.visible_to(viewer).filter(
        Q(employee=subject.pk) | Q(manager=subject.pk),
        state=CheckIn.State.DONE,
        held_on__gte=starts_on,
        held_on__lte=ends_on,
    )
    return [
        _as(said.filter(recipient=subject.pk), FEEDBACK, "giver"),
        _as(said.filter(giver=subject.pk), FEEDBACK, "recipient"),
        _as(held.filter(employee=subject.pk), CHECK_IN, "manager"),
        _as(held.filter(manager=subject.pk), CHECK_IN, "employee"),
    ]
