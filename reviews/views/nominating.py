"""Peers: the subject proposes, the manager decides, and the one named may decline."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts.desk import drafted, sending
from feedback import picking
from org.models import Employee, Organization
from reviews import closing, cycle_page, nominating, services, together_at_work
from reviews.forms.nominating import WordForm
from reviews.models import AnonymousMark, Cycle, Nomination, Participant, Phase, Relation, Review

SUGGESTED = 6
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@dataclass
class Candidate:
    """One who could be named: from `with_load`, with what they did together and why they cannot be asked."""

    person: Employee
    together: list[str]
    why_not: str


@require_safe
def peers(request, pk):
    """Who is named as a peer of this person, and who could be."""
    participant = _participant(request.user, pk)
    is_subject = participant.subject_id == request.user.pk
    over = nominating.why_over(participant, closing.today_of(Organization.objects.current()))
    named = list(_named(participant))
    may_name = not over and (not is_subject or participant.cycle.state == Cycle.State.NOMINATION)
    active = [each for each in named if each.is_active]
    full = nominating.why_full(participant.cycle, len(active), is_manager=not is_subject)
    search = picking.pick(request.user, request.GET.get("find", ""), [])["find"]
    page = {
        "participant": participant,
        "cycle": participant.cycle,
        "subject": participant.subject,
        "is_subject": is_subject,
        "bar": cycle_page.phase_bar(participant.cycle),
        "ends": next((row for row in participant.cycle.phases.all() if row.phase == Phase.NOMINATION), None),
        "named": named,
        "active": len(active),
        "waiting": [each for each in named if each.state == Nomination.State.PROPOSED],
        "over": over,
        **_of_anonymous(participant.cycle, named),
        "may_name": may_name,
        "full": full,
        "find": search,
        "candidates": _candidates(participant, named, request.user, search) if may_name and not full else [],
    }
    return render(request, "reviews/peers.html", page)


def _of_anonymous(cycle: Cycle, named: list) -> dict:
    """Whether who is asked stays so, and whether fewer are asked than answers are shown of."""
    asked = len([each for each in named if each.state == Nomination.State.APPROVED])
    is_anonymous = nominating.is_anonymous(cycle)
    return {
        "asked": asked,
        "stays": is_anonymous and cycle.state != Cycle.State.NOMINATION,
        "is_short": is_anonymous and cycle.state == Cycle.State.WRITING and asked < cycle.threshold,
    }


def _participant(viewer, pk) -> Participant:
    known = Participant.objects.filter(Q(subject=viewer) | Q(manager=viewer), cycle__launched_at__isnull=False)
    known = known.filter(cycle__has_nomination=True).select_related("subject", "manager", "cycle")
    return get_object_or_404(known.prefetch_related("cycle__phases", "cycle__relations"), pk=pk)


def _named(participant: Participant):
    """Each with its person and what they have to write; those withdrawn are not shown."""
    rows = participant.nominations.exclude(state=Nomination.State.WITHDRAWN).order_by("pk")
    rows = list(rows)
    people = nominating.with_load(Employee.objects.all(), participant.cycle)
    known = people.in_bulk([each.nominee_id for each in rows])
    for each in rows:
        each.nominee = known[each.nominee_id]
        each.is_active = each.state in (Nomination.State.PROPOSED, Nomination.State.APPROVED)
        yield each


def _candidates(participant: Participant, named: list, viewer: Employee, search: str) -> list[Candidate]:
    """Whom the search found; without one, who worked with the subject and can be asked."""
    cycle = participant.cycle
    span = {"starts_on": cycle.starts_on, "ends_on": cycle.ends_on}
    together = together_at_work.with_whom(participant.subject, viewer, **span)
    taken = {each.nominee_id for each in named if each.is_active}
    people = nominating.with_load(Employee.objects.visible_to(viewer), cycle).exclude(pk__in=taken)
    if len(search) > 1:
        found = list(people.search(search).not_left().by_name()[: picking.FOUND])
    else:
        places = {person: place for place, person in enumerate(together)}
        found = sorted(people.filter(pk__in=list(together)[: SUGGESTED * 3]), key=lambda person: places[person.pk])
    is_manager = participant.subject_id != viewer.pk
    stood = {each.nominee_id: each.state for each in named}
    candidates = [
        Candidate(person, together.get(person.pk, []), _why_not(participant, person, stood, is_manager=is_manager))
        for person in found
    ]
    return candidates if len(search) > 1 else [each for each in candidates if not each.why_not][:SUGGESTED]


def _why_not(participant: Participant, person: Employee, stood: dict, *, is_manager: bool) -> str:
    if person.pk in stood and not (is_manager and stood[person.pk] == Nomination.State.REFUSED):
        return services.stands(stood[person.pk]) % {"name": person}
    return nominating.why_not(participant, person, is_asked_now=is_manager)


@require_POST
def propose(request, pk):
    participant, nominee = _participant(request.user, pk), _person(request)
    done = _("%(name)s is proposed; %(manager)s decides.") if participant.manager else _("%(name)s is asked.")
    words = done % {"name": nominee, "manager": participant.manager}
    return _act(request, participant, lambda: services.propose(participant, nominee, by=request.user), words)


@require_POST
def withdraw(request, pk):
    participant, nominee = _participant(request.user, pk), _person(request)
    words = _("%(name)s is not proposed any more.") % {"name": nominee}
    return _act(request, participant, lambda: services.withdraw(participant, nominee, by=request.user), words)


@require_POST
def approve(request, pk):
    """One of them, or all that wait: those who cannot be asked stay, each with its sentence."""
    participant = _participant(request.user, pk)
    wanted = request.POST.getlist("person")
    rows = participant.nominations.filter(nominee__in=[int(each) for each in wanted if _is_id(each)])
    nominees = [each.nominee for each in rows.select_related("nominee").order_by("pk")]
    count = 0
    for nominee in nominees:
        try:
            services.approve(participant, nominee, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            count += 1
    if count:
        words = ngettext("%(n)d peer is asked; %(name)s sees it.", "%(n)d peers are asked; %(name)s sees it.", count)
        messages.success(request, words % {"n": count, "name": participant.subject})
    return redirect("reviews:peers", participant.pk)


@GET_OR_POST
@drafted("review-peer:{pk}:refuse-{person}")
def refuse(request, pk, person):
    participant = _participant(request.user, pk)
    nominee = get_object_or_404(Employee, pk=person)
    get_object_or_404(participant.nominations.active(), nominee=nominee)
    words = {
        "question": _("Not %(name)s as a peer of %(subject)s?") % {"name": nominee, "subject": participant.subject},
        "action": _("Decide against it"),
        "help": _("%(subject)s reads this; %(name)s does not.") % {"name": nominee, "subject": participant.subject},
        "done": _("Decided. %(subject)s sees it, with your word.") % {"subject": participant.subject},
    }
    return _ask_for_word(
        request, participant, lambda word: services.refuse(participant, nominee, word, by=request.user), words
    )


@GET_OR_POST
@drafted("review-peer:{pk}:add-{person}")
def add_peer(request, pk, person):
    participant = _participant(request.user, pk)
    nominee = get_object_or_404(nominating.with_load(Employee.objects.all(), participant.cycle), pk=person)
    words = {
        "question": _("Ask %(name)s as a peer of %(subject)s?") % {"name": nominee, "subject": participant.subject},
        "action": _("Ask %(name)s") % {"name": nominee},
        "help": _("If you like: %(subject)s did not propose them, and reads your word.")
        % {"subject": participant.subject},
        "done": _("%(name)s is asked. %(subject)s sees it.") % {"name": nominee, "subject": participant.subject},
    }
    return _ask_for_word(
        request, participant, lambda word: services.add_peer(participant, nominee, word, by=request.user), words
    )


@GET_OR_POST
@drafted("review:{pk}:decline")
def decline(request, pk):
    """The one named declines, by their review."""
    reviews = Review.objects.filter(writer=request.user, relation=Relation.PEER, state=Review.State.OPEN)
    people = ("participant__subject", "participant__manager", "participant__cycle")
    review = get_object_or_404(reviews.select_related(*people), pk=pk)
    done = _("Declined. What you typed, if anything, stays your draft.")
    return _decline(request, review.participant, done)


@GET_OR_POST
@drafted("review:{pk}:decline-anonymous", in_tab_only=True)
def decline_anonymous(request, pk):
    """The same, where they would answer without their name; the address says whom it is about."""
    marks = AnonymousMark.objects.visible_to(request.user).filter(relation=Relation.PEER, has_answered=False)
    people = ("participant__subject", "participant__manager", "participant__cycle")
    mark = get_object_or_404(marks.select_related(*people), participant=pk)
    learned = _("By that they know that you did not answer; of all others they never do.")
    return _decline(request, mark.participant, _("Declined. You are not asked any more."), learned)


def _decline(request, participant: Participant, done: str, learned: str = ""):
    get_object_or_404(participant.nominations, nominee=request.user, state=Nomination.State.APPROVED)
    readers = {"subject": participant.subject, "manager": participant.manager}
    read = _("%(subject)s and %(manager)s, their manager, read this.")
    read = read if participant.manager else _("%(subject)s reads this.")
    words = {
        "question": _("Decline to review %(subject)s?") % readers,
        "action": _("Decline"),
        "help": f"{read % readers} {learned}".strip(),
        "done": done,
    }
    return _ask_for_word(
        request,
        participant,
        lambda word: services.decline(participant, request.user, word, by=request.user),
        words,
        back=reverse("reviews:index"),
    )


def _ask_for_word(request, participant, do: Callable, words: dict, *, back: str = ""):
    back = back or reverse("reviews:peers", args=[participant.pk])
    form = WordForm(request.draft.typed)
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                do(form.cleaned_data["word"])
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, words["done"])
            return redirect(back)
    page = {"form": form, "words": words, "back": back, "participant": participant, "cycle": participant.cycle}
    return render(request, "reviews/peer_word.html", page, status=422 if request.method == "POST" else 200)


def _act(request, participant, do: Callable, done: str):
    try:
        do()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect("reviews:peers", participant.pk)


def _person(request) -> Employee:
    wanted = request.POST.get("person", "")
    return get_object_or_404(Employee.objects.visible_to(request.user), pk=int(wanted) if _is_id(wanted) else None)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18
