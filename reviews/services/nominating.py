"""Peers are proposed, approved, refused, added; they decline. Each is a move of `states.PEER_MOVES`."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.services import News, notify_many
from org.models import Employee, Organization
from reviews import closing, nominating, rules, states
from reviews.models import AnonymousMark, Cycle, Nomination, Participant, Relation, Review

Peer = Nomination.State


def propose(participant: Participant, nominee: Employee, *, by) -> Nomination:
    return _move(participant, nominee, "propose", by=by)


def withdraw(participant: Participant, nominee: Employee, *, by) -> Nomination:
    return _move(participant, nominee, "withdraw", by=by)


def approve(participant: Participant, nominee: Employee, *, by) -> Nomination:
    return _move(participant, nominee, "approve", by=by)


def add_peer(participant: Participant, nominee: Employee, word: str, *, by) -> Nomination:
    """The manager asks somebody whom the subject did not propose; the word is read by the subject."""
    return _move(participant, nominee, "add", word.strip(), by=by)


def refuse(participant: Participant, nominee: Employee, word: str, *, by) -> Nomination:
    if not word.strip():
        raise ValidationError({"word": _("Say why: the person reads it.")})
    return _move(participant, nominee, "refuse", word.strip(), by=by)


def decline(participant: Participant, nominee: Employee, word: str, *, by) -> Nomination:
    if not word.strip():
        raise ValidationError({"word": _("Say why in a few words: somebody else has to be found.")})
    return _move(participant, nominee, "decline", word.strip(), by=by)


@transaction.atomic
def _move(participant: Participant, nominee: Employee, name: str, word: str = "", *, by) -> Nomination:
    """The cycle's row first: how much everybody has to write is counted once it is ours."""
    participant = locked_participant(participant)
    move = states.PEER_MOVES[name]
    if not (participant.cycle.has_nomination and rules.can_move_peer(by, participant, nominee, move.who)):
        raise PermissionDenied
    there = Nomination.objects.filter(participant=participant, nominee=nominee).first()
    state = there.state if there else states.NONE
    if state == move.target and name != "propose":
        return there
    _refuse(participant, nominee, name, state)
    nomination = there or Nomination(participant=participant, nominee=nominee)
    if name in ("propose", "add"):
        nomination.proposed_by, nomination.proposed_at = by, timezone.now()
    nomination.state, nomination.word = move.target, word
    nomination.decided_at = None if move.target == Peer.PROPOSED else timezone.now()
    if name == "propose" and participant.manager_id is None:
        nomination.state, nomination.decided_at = Peer.APPROVED, timezone.now()  # nobody leads them who could approve
    nomination.full_clean(exclude=["participant", "nominee", "proposed_by", "decided_at"])
    nomination.save()
    if nomination.state == Peer.APPROVED:
        _ask(participant, nominee)
    elif state == Peer.APPROVED:
        _ask_no_more(participant, nominee)
    _tell(participant, nominee, name, state, by)
    return nomination


def locked_participant(participant: Participant) -> Participant:
    """With the cycle, its relations and the people; the cycle's row is locked."""
    cycle = Cycle.objects.select_for_update(of=("self",), no_key=True).get(pk=participant.cycle_id)
    prefetch_related_objects([cycle], "relations")
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).select_related("subject", "manager")
    participant = rows.get(pk=participant.pk)
    participant.cycle = cycle
    return participant


def _refuse(participant: Participant, nominee: Employee, name: str, state: str) -> None:
    """Raises with the sentence where this move is not to be made."""
    move, words = states.PEER_MOVES[name], ""
    today = closing.today_of(Organization.objects.current())
    if over := nominating.why_over(participant, today):
        words = over
    elif participant.cycle.state not in move.phases:
        words = _("Nomination is over. Ask the manager, who can still choose peers.")
    elif state not in move.sources:
        words = stands(state) % {"name": nominee}
    elif name == "refuse":
        words = nominating.why_stays(participant, nominee, state)
    elif name in ("propose", "approve", "add"):
        active = participant.nominations.active().exclude(nominee=nominee).count()
        known = nominating.with_load(Employee.objects.all(), participant.cycle).get(pk=nominee.pk)
        is_asked_now = name != "propose"
        words = nominating.why_full(participant.cycle, active, is_manager=is_asked_now)
        words = nominating.why_not(participant, known, is_asked_now=is_asked_now) or words
    if words:
        raise ValidationError(words, code=state or "refused")


def stands(state: str) -> str:
    return {
        states.NONE: _("%(name)s is not proposed."),
        Peer.PROPOSED: _("%(name)s is proposed already; the manager decides."),
        Peer.APPROVED: _("%(name)s is asked already."),
        Peer.REFUSED: _("The manager decided against %(name)s. Propose somebody else, or talk about it."),
        Peer.DECLINED: _("%(name)s declined. Choose somebody else."),
        Peer.WITHDRAWN: _("%(name)s is not proposed any more."),
    }[Peer(state) if state else state]


def _ask(participant: Participant, writer: Employee) -> None:
    if nominating.is_anonymous(participant.cycle):
        AnonymousMark.objects.get_or_create(participant=participant, relation=Relation.PEER, writer=writer)
    else:
        ask_peer(participant, writer)


def ask_peer(participant: Participant, writer: Employee) -> Review:
    """The review that this peer writes; the one that they had where they were asked before."""
    row = {"participant": participant, "relation": Relation.PEER, "writer": writer}
    anonymity = participant.cycle.anonymity_of(Relation.PEER)
    review, _made = Review.objects.get_or_create(**row, defaults={"anonymity": anonymity})
    if review.state == Review.State.DECLINED:
        review.state = Review.State.OPEN
        review.save(update_fields=["state"])
    return review


def _ask_no_more(participant: Participant, writer: Employee) -> None:
    """What they typed stays their draft. What is submitted stays too, and so they stay a peer."""
    _take_mark(participant, writer)
    reviews = Review.objects.filter(participant=participant, relation=Relation.PEER, writer=writer)
    if reviews.filter(version__gte=1).exists():
        raise ValidationError(
            _("%(name)s submitted the review already; it stays.") % {"name": writer}, code="submitted"
        )
    reviews.filter(state=Review.State.OPEN).update(state=Review.State.DECLINED)


def _take_mark(participant: Participant, writer: Employee) -> None:
    """Of who answers without their name. That they answered is told to them alone: others take nobody away by then."""
    marks = AnonymousMark.objects.filter(participant=participant, relation=Relation.PEER, writer=writer)
    if marks.filter(has_answered=True).exists():
        raise ValidationError(_("You answered already, and that counts: there is nothing to decline."), code="answered")
    marks.delete()


def _tell(participant: Participant, nominee: Employee, name: str, before: str, by) -> None:
    peers, index = reverse("reviews:peers", args=[participant.pk]), reverse("reviews:index")
    news = []
    if name in ("approve", "add", "refuse"):
        news.append(News(participant.subject_id, "review-peers-decided", peers, by.pk))
    if name in ("approve", "add") or (name == "propose" and participant.manager_id is None):
        news.append(News(nominee.pk, "review-peer-asked", index))
    if name == "refuse" and before == Peer.APPROVED:
        news.append(News(nominee.pk, "review-peer-not-asked", index))
    if name == "decline":
        told = [pk for pk in (participant.subject_id, participant.manager_id) if pk]
        news += [News(pk, "review-peer-declined", peers, by.pk) for pk in told]
    notify_many(news)
