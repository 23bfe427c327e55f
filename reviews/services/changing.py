"""What HR changes about single people after the launch. By the table in `states.CHANGES`; each with a reason, which
stays in the history with what was before.
"""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from inbox.services import News, notify_many
from org.models import Employee, Organization
from reviews import asking, closing, elsewhere, launching, nominating, rules, states
from reviews.models import (
    Anonymity,
    AnonymousMark,
    Cycle,
    CyclePhase,
    CycleRelation,
    Exclusion,
    Nomination,
    Participant,
    Phase,
    Relation,
    Review,
    Step,
)
from reviews.models.setting_up import not_about
from reviews.services.cycles import locked, note, refuse_others
from reviews.services.nominating import ask_peer

What = Step.What


def _begin(cycle: Cycle, change: str, reason: str, by, *, about: Employee | None = None) -> tuple[Cycle, str]:
    """The cycle, locked, with its relations; and the reason. Nobody decides about themselves or their own manager."""
    refuse_others(by)
    if about is not None and not rules.can_decide_about(by, about):
        raise PermissionDenied
    cycle = locked(cycle)
    prefetch_related_objects([cycle], "relations", "phases")
    if not states.allows_change(cycle, change):
        raise ValidationError(states.why_no_change(cycle, change), code="state")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays in the history.")})
    return cycle, reason.strip()


# --- more time ---


@transaction.atomic
def extend_relations(cycle: Cycle, relation: str, day: date, reason: str, *, by) -> int:
    """For everyone who writes `relation`, or all where it is empty; returns how many relations have a later day. One
    that was closed is open again, but for an anonymous one.
    """
    cycle, reason = _begin(cycle, "extend", reason, by)
    _refuse_day(cycle, day)
    rows = [row for row in cycle.relations.all() if row.due_on < day and relation in ("", row.relation)]
    shut = [row for row in rows if row.closed_at and cycle.anonymity_of(row.relation) == Anonymity.ANONYMOUS]
    if shut:
        words = _("The anonymous %(relation)s is closed: its answers are mixed, and nobody can be let in again.")
        raise ValidationError(words % {"relation": Relation(shut[0].relation).label}, code="anonymous")
    if not rows:
        raise ValidationError({"day": _("Everything is due on that day or later already.")})
    for row in rows:
        before, row.due_on, row.closed_at = row.due_on, day, None
        row.save(update_fields=["due_on", "closed_at"])
        days = {"before": _in_words(before), "after": _in_words(day)}
        note(cycle, What.EXTENDED, by, relation=row.relation, reason=reason, **days)
    CyclePhase.objects.filter(cycle=cycle, phase=Phase.WRITING, ends_on__lt=day).update(ends_on=day)
    return len(rows)


@transaction.atomic
def extend_writer(cycle: Cycle, person: Employee, day: date, reason: str, *, by, with_team: bool = False) -> int:
    """All that this person, and with the team all who report to them, still have to write; returns how many reviews.
    What is anonymous is not among them.
    """
    cycle, reason = _begin(cycle, "extend", reason, by, about=person)
    _refuse_day(cycle, day)
    writers = Q(writer=person) | Q(writer__manager=person) if with_team else Q(writer=person)
    later = [row.relation for row in cycle.relations.all() if row.due_on >= day]
    waiting = Review.objects.filter(writers, participant__cycle=cycle, state=Review.State.OPEN)
    waiting = waiting.exclude(Q(due_on__gte=day) | Q(due_on=None, relation__in=later))
    waiting = waiting.filter(not_about(by, "writer"))
    count = waiting.update(due_on=day)
    if not count:
        words = _("%(name)s has nothing to write that is due before that day.")
        raise ValidationError({"person": words % {"name": person}})
    after = _("%(day)s, with the team") if with_team else "%(day)s"
    note(cycle, What.EXTENDED, by, about=person, after=after % {"day": _in_words(day)}, reason=reason)
    return count


def _refuse_day(cycle: Cycle, day: date) -> None:
    today = closing.today_of(Organization.objects.current())
    if day < today:
        raise ValidationError({"day": _("That day is over. Choose today or a later one.")})
    after = [row for row in cycle.phases.all() if row.phase in (Phase.CALIBRATION, Phase.RELEASE)]
    if after and day >= (begins := min(row.starts_on for row in after)):
        words = _("The next phase begins on %(day)s. Choose an earlier day.")
        raise ValidationError({"day": words % {"day": _in_words(begins)}})


def _in_words(day: date) -> str:
    return date_format(day, "j F Y")


# --- once more, or by somebody else ---


@transaction.atomic
def reopen(review: Review, day: date | None, reason: str, *, by) -> Review:
    """Its writer may submit another version; what was submitted stays, and counts again where nothing follows."""
    participant = review.participant
    cycle, reason = _begin(participant.cycle, "reopen", reason, by, about=participant.subject)
    review = _locked_review(review)
    if review.writer_id == by.pk:
        raise PermissionDenied
    if review.state != Review.State.SUBMITTED:
        raise ValidationError(_("Only a submitted review is reopened."), code="state")
    if day is not None:
        _refuse_day(cycle, day)
    review.due_on = day or review.due_on
    review.state, review.submitted_at = Review.State.OPEN, None
    participant.cycle, review.participant = cycle, participant
    if closing.why_closed(review, closing.today_of(Organization.objects.current())):
        raise ValidationError({"day": _("Its day is over: say until when it can be written.")})
    review.save(update_fields=["state", "submitted_at", "due_on"])
    note(cycle, What.REOPENED, by, about=participant.subject, relation=review.relation, reason=reason)
    notify_many([News(review.writer_id, "review-reopened", reverse("reviews:write", args=[review.pk]))])
    return review


def _locked_review(review: Review) -> Review:
    rows = Review.objects.select_for_update(of=("self",), no_key=True).select_related("participant__subject", "writer")
    return rows.get(pk=review.pk)


@transaction.atomic
def reassign(review: Review, to: Employee, reason: str, *, by) -> Review:
    """Another peer is asked. What the former one typed stays their draft, and nobody else sees it."""
    participant = review.participant
    cycle, reason = _begin(participant.cycle, "reassign", reason, by, about=participant.subject)
    review = _locked_review(review)
    participant = review.participant
    participant.cycle = cycle
    if review.relation != Relation.PEER or review.state != Review.State.OPEN or review.version:
        raise ValidationError(_("Only an open peer review is given to somebody else."), code="state")
    if by.pk in (to.pk, review.writer_id):
        raise PermissionDenied
    nominee = nominating.with_load(Employee.objects.all(), cycle).get(pk=to.pk)
    if words := nominating.why_not(participant, nominee, is_asked_now=True):
        raise ValidationError({"person": words})
    there = Review.objects.filter(participant=participant, relation=Relation.PEER, writer=to).first()
    if there is not None and there.state != Review.State.DECLINED:
        raise ValidationError({"person": _("%(name)s is asked already. Choose somebody else.") % {"name": to}})
    review.state = Review.State.DECLINED
    review.save(update_fields=["state"])
    new = ask_peer(participant, to)
    Review.objects.filter(pk=new.pk).update(due_on=review.due_on)
    if cycle.has_nomination:
        _name_instead(participant, review.writer, to, by)
    names = {"before": str(review.writer)[:200], "after": str(to)[:200]}
    note(cycle, What.REASSIGNED, by, about=participant.subject, relation=Relation.PEER, reason=reason, **names)
    index = reverse("reviews:index")
    notify_many([News(review.writer_id, "review-peer-not-asked", index), News(to.pk, "review-peer-asked", index)])
    return new


def _name_instead(participant: Participant, former: Employee, to: Employee, by) -> None:
    now, state = timezone.now(), Nomination.State
    named = Nomination.objects.filter(participant=participant)
    named.filter(nominee=former).update(state=state.WITHDRAWN, decided_at=now)
    row = {"state": state.APPROVED, "proposed_by": by, "decided_at": now, "word": ""}
    named.update_or_create(participant=participant, nominee=to, defaults=row)


# --- the manager ---


@transaction.atomic
def change_manager(participant: Participant, to: Employee, reason: str, *, by) -> Participant:
    """Who writes the manager review, reads the self-review and the result, and decides about peers. What the former one
    submitted stays under their name, as a contribution; what they typed stays theirs alone until they decide.
    """
    cycle, reason = _begin(participant.cycle, "change_manager", reason, by, about=participant.subject)
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).select_related("subject", "manager")
    participant = rows.get(pk=participant.pk)
    if to.pk == by.pk:
        raise ValidationError({"person": _("Not yourself; another HR person decides that.")})
    if words := _why_no_manager(participant, to):
        raise ValidationError({"person": words})
    before = participant.manager
    if cycle.state in states.ASKING and any(row.relation == Relation.MANAGER for row in cycle.relations.all()):
        _put_aside(participant)
        _ask_manager(participant, to)
    participant.manager = to
    participant.save(update_fields=["manager"])
    names = {"before": str(before or "")[:200], "after": str(to)[:200]}
    note(cycle, What.MANAGER, by, about=participant.subject, relation=Relation.MANAGER, reason=reason, **names)
    path = reverse("reviews:index")
    notify_many([News(participant.subject_id, "review-manager-changed", path), News(to.pk, "review-led-now", path)])
    return participant


def _why_no_manager(participant: Participant, to: Employee) -> str:
    name = {"name": to, "subject": participant.subject}
    if to.pk == participant.subject_id:
        return _("Nobody is their own manager.")
    if to.pk == participant.manager_id:
        return _("%(name)s is the manager in this cycle already.") % name
    if to.manager_id == participant.subject_id:
        return _("%(name)s reports to %(subject)s. Choose somebody who leads, or led, them.") % name
    if to.is_leaver() or not to.is_active:
        return _("%(name)s cannot log in. Choose somebody who works here.") % name
    return ""


def _put_aside(participant: Participant) -> None:
    """The manager review that counted so far: a contribution where it was ever submitted, else not asked any more."""
    state = Review.State
    rows = Review.objects.select_for_update(of=("self",), no_key=True)
    former = rows.filter(participant=participant, relation=Relation.MANAGER, state__in=nominating.LOADING).first()
    if former is None:
        return
    if former.version:
        last = former.submissions.order_by("version").last()
        former.state, former.submitted_at = state.CONTRIBUTION, former.submitted_at or last.submitted_at
    else:
        former.state = state.REPLACED
    former.save(update_fields=["state", "submitted_at"])


def _ask_manager(participant: Participant, to: Employee) -> None:
    """Who was manager before goes on where they stood. A peer review that they had not submitted gives way."""
    state = Review.State
    row = {"participant": participant, "relation": Relation.MANAGER, "writer": to}
    review, _made = Review.objects.get_or_create(**row, defaults={"anonymity": Anonymity.ATTRIBUTED})
    back = {state.CONTRIBUTION: state.SUBMITTED, state.REPLACED: state.OPEN}
    review.state = back.get(state(review.state), review.state)
    review.save(update_fields=["state"])
    peers = Review.objects.filter(participant=participant, relation=Relation.PEER, writer=to, version=0)
    peers.filter(state=state.OPEN).update(state=state.DECLINED)
    _leave_peers(participant, to)


def _leave_peers(participant: Participant, to: Employee) -> None:
    """Who submitted a peer review stays one. Who may have answered without their name stays one too, as nobody is to
    know whether they have; they do not read that group.
    """
    cycle = participant.cycle
    if cycle.peers_are == Anonymity.ANONYMOUS and cycle.state != Cycle.State.NOMINATION:
        return
    named = Nomination.objects.active().filter(participant=participant, nominee=to)
    AnonymousMark.objects.filter(participant=participant, relation=Relation.PEER, writer=to).delete()
    if not Review.objects.filter(participant=participant, relation=Relation.PEER, writer=to, version__gte=1).exists():
        named.update(state=Nomination.State.WITHDRAWN, decided_at=timezone.now())


# --- who takes part ---


@transaction.atomic
def join(cycle: Cycle, person: Employee, reason: str, *, by) -> Participant:
    """Adds a late joiner, as they are today. They are asked what everyone is asked, but for relations that are closed;
    an exclusion of theirs is taken back.
    """
    cycle, reason = _begin(cycle, "join", reason, by, about=person)
    if cycle.participants.filter(subject=person).exists():
        raise ValidationError({"person": _("%(name)s takes part already, or was taken out.") % {"name": person}})
    if not Employee.objects.present().filter(pk=person.pk).exists():
        raise ValidationError({"person": _("%(name)s does not work here today.") % {"name": person}})
    if Employee.objects.filter(elsewhere.in_the_way(cycle, asking.rules_of(cycle)), pk=person.pk).exists():
        words = _("Another cycle asks peers anonymously about %(name)s at this moment; add them once it is answered.")
        raise ValidationError({"person": words % {"name": person}})
    Exclusion.objects.filter(cycle=cycle, employee=person).delete()
    (participant,) = launching.take_part(cycle, [person], closed=_closed(cycle), at=timezone.now())
    note(cycle, What.JOINED, by, about=person, reason=reason)
    return participant


def _closed(cycle: Cycle) -> set[str]:
    today = closing.today_of(Organization.objects.current())
    rows: QuerySet[CycleRelation] = cycle.relations.all()
    return {row.relation for row in rows if closing.is_over(row.due_on, row.closed_at is not None, today)}


@transaction.atomic
def take_out(participant: Participant, reason: str, *, by) -> Participant:
    """Nobody is asked about them any more, and nothing about them is released. What was written stays its writers'."""
    return _take(participant, "take_out", timezone.now(), What.TAKEN_OUT, reason, by)


@transaction.atomic
def take_in(participant: Participant, reason: str, *, by) -> Participant:
    """They take part again, where they stood: drafts and submitted reviews are as they were."""
    if participant.subject.is_leaver():
        words = _("%(name)s has left; they take part again once they are back.")
        raise ValidationError(words % {"name": participant.subject})
    return _take(participant, "take_in", None, What.TAKEN_IN, reason, by)


def _take(participant: Participant, change: str, at, what: str, reason: str, by) -> Participant:
    cycle, reason = _begin(participant.cycle, change, reason, by, about=participant.subject)
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).select_related("subject")
    participant = rows.get(pk=participant.pk)
    if (participant.taken_out_at is None) == (at is None):
        return participant  # from another window
    if not states.allows_change(cycle, change, participant):
        words = _("The result of %(name)s was released already.")
        raise ValidationError(words % {"name": participant.subject}, code="state")
    # Out of a planned release too: taken in again, they wait for one anew.
    participant.taken_out_at, participant.release = at, None
    participant.save(update_fields=["taken_out_at", "release"])
    note(cycle, what, by, about=participant.subject, reason=reason)
    return participant
