"""The pages of a cycle beside its own: set-up, population, readers, before the launch, preview, launch, cancel."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from org.models import Employee, Organization
from reviews import closing, cycle_page, moves, population, preflight, preview, reading, rules, services, states
from reviews.admin.pages import GET, GET_OR_POST, act, admin_path, page, posted, refuse_unless, saved
from reviews.forms.cycles import CycleForm, ExcludeForm, MoveForm, PreviewForm, ReaderForm, ReasonForm
from reviews.models import Cycle, CycleReader, Exclusion, Relation

PEOPLE = 50
QUESTIONS = {
    "write": gettext_lazy("Begin the writing of “%(cycle)s”?"),
    "calibrate": gettext_lazy("Start the calibration of “%(cycle)s”?"),
    "close": gettext_lazy("Close “%(cycle)s”?"),
}
MOVED = {
    "write": gettext_lazy("Writing has begun."),
    "calibrate": gettext_lazy("Calibration has begun."),
    "close": gettext_lazy("Closed."),
}


def fetch(request, pk) -> Cycle:
    cycles = Cycle.objects.visible_to(request.user).select_related("template", "line_of")
    return get_object_or_404(cycles, pk=pk)


def fetch_to_run(request, pk) -> Cycle:
    cycle = fetch(request, pk)
    refuse_unless(rules.can_run_cycles(request.user))
    return cycle


def _over(request, cycle):
    messages.error(request, _("The launch has begun; set-up is over."))
    return redirect(cycle)


@GET_OR_POST
def set_up(request, pk):
    cycle = fetch_to_run(request, pk)
    if not states.may_be_edited(cycle):
        return _over(request, cycle)
    form = CycleForm(posted(request), cycle=cycle)
    if saved(request, form, lambda: services.save_cycle(cycle, form.plan(), by=request.user)) is not None:
        messages.success(request, _("Saved."))
        return redirect(cycle)
    context = {"title": _("Set-up"), "form": form, "cycle": cycle}
    return page(request, "cycle/set_up", context, model=Cycle, invalid=form.is_bound and bool(form.errors))


@GET_OR_POST
def show_population(request, pk):
    """Who takes part, as of now; a POST excludes somebody, with a reason."""
    cycle = fetch(request, pk)
    may_edit = rules.can_run_cycles(request.user) and states.may_be_edited(cycle)
    form = ExcludeForm(posted(request), initial={"person": named(request)})
    if request.method == "POST":
        refuse_unless(rules.can_run_cycles(request.user))
    done = saved(request, form, lambda: _exclude(cycle, form, request.user))
    if done is not None:
        messages.success(request, _("%(person)s is excluded.") % {"person": form.cleaned_data["person"]})
        return redirect("admin:reviews_cycle_population", cycle.pk)
    launched = cycle.launched_at is not None
    people = _participants(cycle) if launched else population.people_of(cycle)
    search = request.GET.get("q", "")[:100]
    found = people.search(search).select_related("department", "manager", "location").by_name()
    context = {
        "title": _("Who takes part"),
        "cycle": cycle,
        "form": form,
        "may_edit": may_edit,
        "search": search,
        "page": Paginator(found, PEOPLE).get_page(request.GET.get("p")),
        "exclusions": list(
            Exclusion.objects.visible_to(request.user).filter(cycle=cycle).select_related("employee", "by")
        ),
    }
    return page(request, "cycle/population", context, model=Cycle, invalid=form.is_bound and bool(form.errors))


def _participants(cycle: Cycle):
    return Employee.objects.filter(pk__in=cycle.participants.taking_part().order_by().values("subject"))


def named(request) -> Employee | str:
    """The person that a link of the pre-flight names."""
    wanted = request.GET.get("person", "")
    found = Employee.objects.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 18 else None
    return found or ""


def _exclude(cycle, form, by):
    person = form.cleaned_data["person"]
    if not rules.can_decide_about(by, person):
        raise ValidationError({"person": _("Not about yourself or your own manager; another HR person does it.")})
    return services.exclude(cycle, person, form.cleaned_data["reason"], by=by)


@require_POST
def include(request, pk, person):
    cycle = fetch_to_run(request, pk)
    exclusion = get_object_or_404(Exclusion.objects.visible_to(request.user), cycle=cycle, employee=person)
    done = _("%(person)s takes part again.") % {"person": exclusion.employee}
    path = reverse("admin:reviews_cycle_population", args=[cycle.pk])
    return act(request, lambda: services.include(cycle, exclusion.employee, by=request.user), path, done)


@GET_OR_POST
def readers(request, pk):
    """The HR people who will read results; a POST names one more."""
    cycle = fetch_to_run(request, pk)
    form = ReaderForm(posted(request))
    named = saved(request, form, lambda: services.name_reader(cycle, form.cleaned_data["person"], by=request.user))
    if named is not None:
        messages.success(request, _("%(person)s is named.") % {"person": named.person})
        return redirect("admin:reviews_cycle_readers", cycle.pk)
    found = list(cycle.readers.select_related("person", "named_by"))
    context = {"title": _("Who of HR will read"), "cycle": cycle, "form": form, "readers": found}
    context["may_edit"] = states.may_be_edited(cycle)
    return page(request, "cycle/readers", context, model=Cycle, invalid=form.is_bound and bool(form.errors))


@require_POST
def unname(request, pk, reader):
    cycle = fetch_to_run(request, pk)
    found = get_object_or_404(CycleReader.objects.select_related("person"), cycle=cycle, pk=reader)
    path = reverse("admin:reviews_cycle_readers", args=[cycle.pk])
    done = _("%(person)s is no longer named.") % {"person": found.person}
    return act(request, lambda: services.unname_reader(cycle, found, by=request.user), path, done)


@GET
def before_launch(request, pk):
    """What is wrong, with the way to mend it; what the launch will make; the button."""
    cycle = fetch_to_run(request, pk)
    if not states.may_be_edited(cycle):
        return redirect(cycle)
    facts = preflight.facts_of(cycle)
    problems = preflight.problems_of(cycle, facts)
    context = {
        "title": _("Before the launch"),
        "cycle": cycle,
        "problems": problems,
        "is_red": any(problem.is_red for problem in problems),
        "planned": cycle_page.planned(facts),
        "count": len(facts.managers),
    }
    return page(request, "cycle/before_launch", context, model=Cycle)


@require_POST
def launch(request, pk):
    cycle = fetch_to_run(request, pk)
    done = _("The launch has begun. You may leave this page; it goes on by itself.")
    return act(request, lambda: services.launch(cycle, by=request.user), cycle.get_absolute_url(), done)


@GET_OR_POST
def move(request, pk, name):
    """Asks before a cycle is written, calibrated or closed: how it stands, what that overrules, who will read what."""
    cycle = fetch_to_run(request, pk)
    if not states.allows(cycle, name):
        messages.error(request, states.why_not(cycle, name))
        return redirect(cycle)
    form = MoveForm(posted(request))
    decided = {"by": request.user, "seen": request.POST.getlist("seen")}
    moved = saved(request, form, lambda: services.move_cycle(cycle, name, form.cleaned_data["reason"], **decided))
    if moved is not None:
        messages.success(request, str(MOVED[name]))
        return redirect(cycle)
    checked = moves.check(cycle, name, closing.today_of(Organization.objects.current()))
    context = {"title": str(QUESTIONS[name]) % {"cycle": cycle}, "cycle": cycle, "form": form, "checked": checked}
    context["name"] = name
    return page(request, "cycle/move", context, model=Cycle, invalid=form.is_bound and bool(form.errors))


def write(request, pk):
    return move(request, pk, "write")


def calibrate(request, pk):
    return move(request, pk, "calibrate")


def close(request, pk):
    return move(request, pk, "close")


@GET_OR_POST
def cancel(request, pk):
    cycle = fetch_to_run(request, pk)
    form = ReasonForm(posted(request))
    cancelled = saved(request, form, lambda: services.cancel(cycle, form.cleaned_data["reason"], by=request.user))
    if cancelled is not None:
        messages.success(request, _("Cancelled."))
        return redirect(cycle)
    context = {"title": _("Cancel “%(cycle)s”?") % {"cycle": cycle}, "cycle": cycle, "form": form}
    return page(request, "cycle/cancel", context, model=Cycle, invalid=form.is_bound and bool(form.errors))


@GET
def show_preview(request, pk):
    """What one person would be asked, form by form, empty; or what a reader will find in a result."""
    cycle = fetch(request, pk)
    form = PreviewForm(request.GET if "person" in request.GET else None)
    person = form.cleaned_data["person"] if form.is_bound and form.is_valid() else None
    context = {"title": _("Preview"), "cycle": cycle, "form": form, "person": person}
    context |= {"readers": reading.Reader.choices, "reader": None, "reading": None}
    context |= {"asked": [], "relation": None, "preview": None}
    if person:
        context |= {"title": _("Preview as %(person)s") % {"person": person}}
        context |= _forms_of(cycle, person, request.GET.get("relation"))
    elif (reader := request.GET.get("reader")) in reading.Reader.values:
        context |= {"title": _("Preview as a reader"), "reader": reader}
        context["reading"] = reading.of(cycle, reading.Reader(reader))
    return page(request, "cycle/preview", context, model=Cycle)


def _forms_of(cycle: Cycle, person: Employee, wanted: str | None) -> dict:
    facts = preflight.facts_of(cycle)
    asked = cycle_page.asked_of(facts, person)
    if cycle.has_nomination and Relation.PEER in facts.rules.relations:
        asked.append((Relation.PEER, []))  # about whoever names them
    known = [relation for relation, _subjects in asked]
    relation = next((each for each in known if each == wanted), known[0] if known else None)
    shown = None
    if relation is not None:
        subjects = next(subjects for each, subjects in asked if each == relation)
        shown = preview.of_template(
            cycle.template,
            Relation(relation),
            anonymity=cycle.anonymity_of(relation),
            job_level=subjects[0].job_level if subjects else "",
            has_calibration=cycle.has_calibration,
            has_readers=cycle.readers.exists(),
        )
    return {"asked": asked, "relation": relation, "preview": shown}


def urls() -> list:
    views = {
        "set-up": (set_up, "set_up"),
        "population": (show_population, "population"),
        "population/<int:person>/include": (include, "include"),
        "readers": (readers, "readers"),
        "readers/<int:reader>/unname": (unname, "unname"),
        "before-launch": (before_launch, "before_launch"),
        "launch": (launch, "launch"),
        "calibrate": (calibrate, "calibrate"),
        "write": (write, "write"),
        "close": (close, "close"),
        "cancel": (cancel, "cancel"),
        "preview": (show_preview, "preview"),
    }
    return [admin_path(f"<int:pk>/{route}/", view, f"reviews_cycle_{name}") for route, (view, name) in views.items()]
