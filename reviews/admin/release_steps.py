"""HR releases results: of everyone, of some managers or departments, now or on a day; takes a plan back; recalls."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from org.models import Organization
from reviews import closing, moves, releasing, rules, services, states
from reviews.admin.cycle_steps import fetch_to_run
from reviews.admin.pages import GET_OR_POST, act, admin_path, page, posted, refuse_unless, saved
from reviews.forms.cycles import ReasonForm
from reviews.forms.releasing import ChoiceForm, ReleaseForm
from reviews.models import Cycle, Release
from reviews.models.setting_up import not_about


def _release(request, cycle: Cycle, pk) -> Release:
    return get_object_or_404(cycle.releases.select_related("cycle", "by"), pk=pk)


@GET_OR_POST
def release(request, pk):
    """Whom, by the address; what stands against it; a POST releases them, or plans it."""
    cycle = fetch_to_run(request, pk)
    if not states.allows(cycle, "release"):
        messages.error(request, states.why_not(cycle, "release"))
        return redirect(cycle)
    if not cycle.participants.waiting().unplanned().exists():
        messages.info(request, services.why_nobody(cycle))
        return redirect(cycle)
    of_parts = cycle.participants.waiting().unplanned().filter(not_about(request.user, "subject"))
    choosing = ChoiceForm(request.GET or None, people=of_parts)
    choice, form = choosing.choice(), ReleaseForm(posted(request))
    made = None
    if choice is not None:
        made = saved(request, form, lambda: _made(cycle, choice, form.cleaned_data, request))
    if made is not None:
        messages.success(request, _done(made))
        return redirect(cycle)
    context = {"title": _("Release results of “%(cycle)s”") % {"cycle": cycle}, "cycle": cycle, "form": form}
    context |= {"choosing": choosing} | (_asked(request, cycle, choice) if choice is not None else {})
    invalid = choice is None or (form.is_bound and bool(form.errors))
    return page(request, "cycle/release", context, model=Cycle, invalid=invalid)


def _made(cycle, choice, cleaned, request) -> Release:
    given = {"on": cleaned["on"], "count": cleaned["count"], "seen": request.POST.getlist("seen")}
    return services.release(cycle, choice, cleaned["reason"], by=request.user, **given)


def _asked(request, cycle: Cycle, choice) -> dict:
    people = releasing.chosen(cycle, choice, request.user)
    today = closing.today_of(Organization.objects.current())
    waiting, count = cycle.participants.waiting().unplanned(), people.count()
    return {
        "checked": moves.of_release(cycle, people, today, request.user),
        "whom": releasing.in_words(choice),
        "is_part": choice.is_part,
        "count": count,
        "left": waiting.count() - count,
        "is_without_them": not releasing.is_whole(cycle, choice)
        and waiting.exclude(not_about(request.user, "subject")).exists(),
        "ends_writing": cycle.state == Cycle.State.WRITING,
    }


def _done(made: Release) -> str:
    if made.on:
        count = made.people.count()
        words = ngettext("Planned for %(day)s: %(n)d person.", "Planned for %(day)s: %(n)d people.", count)
        return words % {"day": date_format(made.on, "j F Y"), "n": count}
    if left := made.people.waiting().count():
        words = ngettext(
            "Released to %(n)d of %(all)d person. The others follow by themselves; you may leave this page.",
            "Released to %(n)d of %(all)d people. The others follow by themselves; you may leave this page.",
            made.count + left,
        )
        return words % {"n": made.count, "all": made.count + left}
    words = ngettext("Released to %(n)d person.", "Released to %(n)d people.", made.count)
    return words % {"n": made.count}


@require_POST
def drop(request, pk, release):
    cycle = fetch_to_run(request, pk)
    planned = _release(request, cycle, release)
    done = _("The plan is taken back; its people wait for a release.")
    return act(request, lambda: services.drop_plan(planned, by=request.user), cycle.get_absolute_url(), done)


@GET_OR_POST
def recall(request, pk, release):
    """Says who will read it no more, and what cannot be taken back; a POST recalls."""
    cycle = fetch_to_run(request, pk)
    done = _release(request, cycle, release)
    is_about_them = releasing.is_about(done, request.user)
    refuse_unless(rules.can_recall(request.user, done, is_about_them=is_about_them))
    if words := releasing.why_no_recall(cycle, done, timezone.now()):
        messages.error(request, words)
        return redirect(cycle)
    form = ReasonForm(posted(request))
    recalled = saved(request, form, lambda: services.recall(done, form.cleaned_data["reason"], by=request.user))
    if recalled is not None:
        messages.success(request, _("Recalled. Nobody had read it; the people wait for another release."))
        return redirect(cycle)
    context = {"title": _("Recall this release?"), "cycle": cycle, "release": done, "form": form}
    context["until"] = done.released_at + releasing.RECALLED_WITHIN
    return page(request, "cycle/recall", context, model=Cycle, invalid=form.is_bound and bool(form.errors))


def urls() -> list:
    views = {
        "release": (release, "release"),
        "releases/<int:release>/drop": (drop, "drop_release"),
        "releases/<int:release>/recall": (recall, "recall"),
    }
    return [admin_path(f"<int:pk>/{route}/", view, f"reviews_cycle_{name}") for route, (view, name) in views.items()]
