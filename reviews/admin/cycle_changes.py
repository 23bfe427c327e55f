"""What HR changes about single people after the launch: a page that lists what waits, one for each person, a form for
each change. Every change asks for a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from org.models import Organization
from reviews import closing, rules, services, since_launch, states
from reviews.admin.cycle_steps import fetch_to_run, named
from reviews.admin.pages import GET, GET_OR_POST, admin_path, page, posted, saved
from reviews.forms.cycles import ExcludeForm, ExtendForm, PreviewForm, ReasonForm, ReopenForm
from reviews.models import Cycle, Participant, Review
from reviews.models.setting_up import not_about


@dataclass
class Asked:
    """One form: what it is about, what it does beforehand, and what is done."""

    cycle: Cycle
    title: str
    lead: str
    action: str
    form: ReasonForm
    do: Callable
    done: Callable[..., str]
    participant: Participant | None = None

    @property
    def back(self) -> str:
        """The page that it was asked from."""
        if self.participant is None:
            return reverse("admin:reviews_cycle_changes", args=[self.cycle.pk])
        return reverse("admin:reviews_cycle_person", args=[self.cycle.pk, self.participant.pk])


def _cycle(request, pk) -> Cycle:
    """One that was launched; HR alone changes it."""
    cycle = fetch_to_run(request, pk)
    if cycle.launched_at is None:
        raise Http404
    return cycle


def _participant(request, cycle: Cycle, pk) -> Participant:
    """Not about the viewer nor their manager: another HR person sees those."""
    known = cycle.participants.filter(not_about(request.user, "subject"))
    participant = get_object_or_404(known.select_related("subject", "manager"), pk=pk)
    participant.cycle = cycle
    return participant


def _review(request, cycle: Cycle, pk) -> Review:
    known = Review.objects.filter(not_about(request.user, "participant__subject"), participant__cycle=cycle)
    known = known.exclude(writer=request.user).select_related("writer", "participant__subject", "participant__manager")
    review = get_object_or_404(known, pk=pk)
    review.participant.cycle = cycle
    return review


@GET
def show_changes(request, pk):
    """What changed since the launch; a name leads to that person's page."""
    cycle = _cycle(request, pk)
    form = PreviewForm(request.GET or None)
    if form.is_bound and form.is_valid():
        found = cycle.participants.filter(not_about(request.user, "subject"), subject=form.cleaned_data["person"])
        if participant := found.first():
            return redirect("admin:reviews_cycle_person", cycle.pk, participant.pk)
        form.add_error("person", _("This person takes no part, or is you or your own manager."))
    allowed = {change: states.allows_change(cycle, change) for change in states.CHANGES}
    context = {"title": _("Changes since the launch"), "cycle": cycle, "form": form, "may": allowed}
    context["since"] = since_launch.of(cycle, request.user)
    return page(request, "cycle/changes", context, model=Cycle, invalid=form.is_bound and bool(form.errors))


@GET
def person(request, pk, participant):
    """Who is asked about one person, and how far it is; never what is written, nor anything anonymous."""
    cycle = _cycle(request, pk)
    prefetch_related_objects([cycle], "relations")
    there = _participant(request, cycle, participant)
    today = closing.today_of(Organization.objects.current())
    reviews = list(there.reviews.select_related("writer").order_by("relation", "pk"))
    for review in reviews:
        review.participant = there
        review.due = closing.due_of(review)
        review.is_closed = review.state == Review.State.OPEN and bool(closing.why_closed(review, today))
        review.may_reopen = review.state == Review.State.SUBMITTED and review.writer_id != request.user.pk
        open_peer = review.relation == "peer" and review.state == Review.State.OPEN and not review.version
        review.may_reassign = open_peer and review.writer_id != request.user.pk
    context = {"title": str(there.subject), "cycle": cycle, "participant": there, "reviews": reviews}
    context["may"] = {change: states.allows_change(cycle, change, there) for change in states.CHANGES}
    return page(request, "cycle/person", context, model=Cycle)


def _ask(request, asked: Asked):
    done = saved(request, asked.form, asked.do)
    if done is not None:
        messages.success(request, asked.done(done))
        return redirect(asked.back)
    context = {"title": asked.title, "cycle": asked.cycle, "asked": asked, "form": asked.form}
    invalid = asked.form.is_bound and bool(asked.form.errors)
    return page(request, "cycle/change", context, model=Cycle, invalid=invalid)


def _refused(request, cycle: Cycle, change: str):
    """The answer where the table does not allow the change."""
    if states.allows_change(cycle, change):
        return None
    messages.error(request, states.why_no_change(cycle, change))
    return redirect("admin:reviews_cycle_changes", cycle.pk)


@GET_OR_POST
def extend(request, pk):
    cycle = _cycle(request, pk)
    if refused := _refused(request, cycle, "extend"):
        return refused
    form = ExtendForm(posted(request), cycle=cycle, initial={"person": named(request)})

    def do():
        cleaned = form.cleaned_data
        day, reason, who = cleaned["day"], cleaned["reason"], cleaned["person"]
        if who is None:
            return services.extend_relations(cycle, cleaned["relation"], day, reason, by=request.user)
        if not rules.can_decide_about(request.user, who):
            raise ValidationError({"person": _("Not for yourself or your own manager; another HR person does it.")})
        team = cleaned["with_team"]
        return services.extend_writer(cycle, who, day, reason, by=request.user, with_team=team)

    lead = _("Who has not submitted yet has until the end of that day. It shows on Today and in the next daily mail.")
    asked = Asked(cycle, _("Give more time"), lead, _("Extend"), form, do, lambda count: _("Extended."))
    return _ask(request, asked)


@GET_OR_POST
def join(request, pk):
    cycle = _cycle(request, pk)
    if refused := _refused(request, cycle, "join"):
        return refused
    wanted = {"person": named(request)}
    form = ExcludeForm(posted(request), initial=wanted)

    def do():
        who = form.cleaned_data["person"]
        if not rules.can_decide_about(request.user, who):
            raise ValidationError({"person": _("Not yourself or your own manager; another HR person does it.")})
        return services.join(cycle, who, form.cleaned_data["reason"], by=request.user)

    lead = _("They take part as they are today. They and those who write about them are asked what everyone is asked.")
    done = _("%(name)s takes part.")
    asked = Asked(
        cycle, _("Add a late joiner"), lead, _("Add this person"), form, do, lambda made: done % {"name": made.subject}
    )
    return _ask(request, asked)


@GET_OR_POST
def reopen(request, pk, review):
    cycle = _cycle(request, pk)
    if refused := _refused(request, cycle, "reopen"):
        return refused
    there = _review(request, cycle, review)
    form = ReopenForm(posted(request))
    names = {"writer": there.writer, "subject": there.participant.subject}
    lead = _("%(writer)s may submit it again and is told. What was submitted stays, and counts if nothing follows.")

    def do():
        return services.reopen(there, form.cleaned_data["day"], form.cleaned_data["reason"], by=request.user)

    title = _("Reopen the review of %(subject)s by %(writer)s") % names
    asked = Asked(
        cycle, title, lead % names, _("Reopen it"), form, do, lambda made: _("Reopened."), there.participant
    )
    return _ask(request, asked)


@GET_OR_POST
def reassign(request, pk, review):
    cycle = _cycle(request, pk)
    if refused := _refused(request, cycle, "reassign"):
        return refused
    there = _review(request, cycle, review)
    form = ExcludeForm(posted(request))
    names = {"writer": there.writer, "subject": there.participant.subject}
    lead = _("%(writer)s is asked no more, and keeps what they typed; nobody else sees it. Both are told.") % names
    done = _("%(name)s is asked.")

    def do():
        who = form.cleaned_data["person"]
        if who.pk == request.user.pk:
            raise ValidationError({"person": _("Not yourself; another HR person decides that.")})
        return services.reassign(there, who, form.cleaned_data["reason"], by=request.user)

    title = _("Another peer of %(subject)s instead of %(writer)s") % names
    asked = Asked(
        cycle, title, lead, _("Ask this person"), form, do, lambda made: done % {"name": made.writer}, there.participant
    )
    return _ask(request, asked)


@GET_OR_POST
def change_manager(request, pk, participant):
    cycle = _cycle(request, pk)
    if refused := _refused(request, cycle, "change_manager"):
        return refused
    there = _participant(request, cycle, participant)
    form = ExcludeForm(posted(request), initial={"person": there.subject.manager or ""})
    former = there.manager or _("nobody")
    lead = _(
        "They write the manager review, read the self-review as every manager does, and the result. What %(former)s "
        "submitted stays under that name, as a contribution; what %(former)s only typed stays theirs alone, and they "
        "are asked to hand it over, to submit it, or to drop it."
    )
    done = _("%(name)s is the manager in this cycle.")

    def do():
        return services.change_manager(there, form.cleaned_data["person"], form.cleaned_data["reason"], by=request.user)

    title = _("Who leads %(name)s in this cycle?") % {"name": there.subject}
    asked = Asked(
        cycle, title, lead % {"former": former}, _("Change the manager"), form, do,
        lambda made: done % {"name": made.manager}, there,
    )  # fmt: skip
    return _ask(request, asked)


@GET_OR_POST
def take_out(request, pk, participant):
    title, done = _("Take %(name)s out of this cycle?"), _("%(name)s takes no part any more.")
    lead = _("Nobody is asked about them any more, and nothing is released. What was written stays its writers’ own.")
    return _take(request, pk, participant, "take_out", (title, lead, _("Take out"), done))


@GET_OR_POST
def take_in(request, pk, participant):
    title, done = _("Take %(name)s in again?"), _("%(name)s takes part again.")
    lead = _("They take part where they stood: drafts and submitted reviews are as they were.")
    return _take(request, pk, participant, "take_in", (title, lead, _("Take in again"), done))


def _take(request, pk, participant, change: str, words: tuple[str, str, str, str]):
    cycle = _cycle(request, pk)
    there, (title, lead, action, done) = _participant(request, cycle, participant), words
    if refused := _refused(request, cycle, change):
        return refused
    form, name = ReasonForm(posted(request)), {"name": there.subject}
    service = {"take_out": services.take_out, "take_in": services.take_in}[change]

    def do():
        return service(there, form.cleaned_data["reason"], by=request.user)

    return _ask(request, Asked(cycle, title % name, lead, action, form, do, lambda made: done % name, there))


def urls() -> list:
    views = {
        "changes": (show_changes, "changes"),
        "changes/extend": (extend, "extend"),
        "changes/join": (join, "join"),
        "people/<int:participant>": (person, "person"),
        "people/<int:participant>/manager": (change_manager, "change_manager"),
        "people/<int:participant>/take-out": (take_out, "take_out"),
        "people/<int:participant>/take-in": (take_in, "take_in"),
        "reviews/<int:review>/reopen": (reopen, "reopen"),
        "reviews/<int:review>/reassign": (reassign, "reassign"),
    }
    return [admin_path(f"<int:pk>/{route}/", view, f"reviews_cycle_{name}") for route, (view, name) in views.items()]
