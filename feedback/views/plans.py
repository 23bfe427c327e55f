from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from drafts.desk import drafted, sending
from feedback import audience, plans, rules, services
from feedback.forms import AnswerPlanForm, EndPlanForm, PlanForm, ReviewPlanForm, StartPlanForms
from feedback.models import Plan, PlanAction
from feedback.models.plan import LOOK_AGAIN
from feedback.services.plans import stamp
from feedback.views.after import news_of_it_is_seen
from feedback.views.common import GET_OR_POST, refuse, typed
from org.models import Employee

MAY = ("edit_plan", "answer_plan", "review_plan", "add_plan_action", "end_plan", "open_plan")


def plan_of(request, pk) -> Plan:
    rows = Plan.objects.visible_to(request.user)
    rows = rows.select_related("employee__manager", "employee__location", "manager", "opened_to", "started_by")
    return get_object_or_404(rows.select_related("ended_by"), pk=pk)


def owners(person, viewer, *, kind, also=()) -> list[Employee]:
    """Who does most of what is agreed: the two, and who is at the form; of support the company comes first."""
    people = [viewer, person.manager, person] if kind == Plan.Kind.SUPPORT else [person, person.manager, viewer]
    return list({each.pk: each for each in [*people, *also] if each is not None}.values())


def refuse_others(may: bool) -> None:
    """Who could never do it. That the plan has ended is said on the form, with what was typed in it."""
    if not may:
        raise PermissionDenied


def is_over(request, found) -> bool:
    """It has ended, and nothing is typed that could be lost."""
    return not found.is_open and typed(request) is None and request.draft.data is None


@require_safe
def all_plans(request):
    """My own, those of my people, and what I promised in others'."""
    viewer = request.user
    context = {
        "mine": plans.of(viewer, viewer),
        "team": plans.of_team(viewer) if viewer.is_manager else [],
        "promised": plans.promised(viewer),
        "today": viewer.today(),
        "reports": list(viewer.reports.not_left().by_name()) if viewer.is_manager else [],
    }
    return render(request, "feedback/plans.html", context)


@require_safe
def plans_of(request, pk):
    """Of one person, what the viewer reads, and what they may begin."""
    viewer = request.user
    person = get_object_or_404(Employee.objects.visible_to(viewer).select_related("manager", "location"), pk=pk)
    has_left = person.is_leaver()
    found = plans.of(person, viewer)
    begun = {plan.kind for plan in found if plan.is_open}
    may_start = [kind for kind in Plan.Kind if not has_left and rules.can_start_plan(viewer, person, kind)]
    if not found and not may_start:
        raise Http404
    context = {
        "person": person,
        "has_left": has_left,
        "plans": found,
        "today": viewer.today(),
        "to_start": [kind for kind in may_start if kind not in begun],
    }
    return render(request, "feedback/plans_of.html", context)


@GET_OR_POST
@drafted("plan-of:{pk}:{kind}")
def start_plan(request, pk, kind):
    viewer = request.user
    person = get_object_or_404(Employee.objects.visible_to(viewer).select_related("manager", "location"), pk=pk)
    if kind not in Plan.Kind or person.is_leaver() or not rules.can_start_plan(viewer, person, kind):
        raise Http404
    forms = _start_forms(request, person, kind)
    request.draft.fill(*forms.forms)
    if request.method == "POST" and forms.is_valid() and (done := _started(request, person, forms)):
        return done
    new = Plan(employee=person, kind=kind)
    there = Plan.objects.visible_to(viewer).open().filter(employee=person, kind=kind).first()
    context = {"person": person, "plan": new, "forms": forms, "there": there}
    context["audience"] = audience.of_plan(new, viewer)
    return render(request, "feedback/start_plan.html", context, status=422 if request.method == "POST" else 200)


def _start_forms(request, person, kind) -> StartPlanForms:
    return StartPlanForms(
        typed(request),
        kind=kind,
        person=person,
        viewer=request.user,
        people=owners(person, request.user, kind=kind),
        title=request.GET.get("title", "")[:120],
        draft=request.draft.data,
    )


def _started(request, person, forms):
    try:
        with sending(request):
            plan = services.start_plan(person, forms.new_plan(), by=request.user)
    except ValidationError as error:
        refuse(forms.main, error)
        return None
    words = {
        "own": _("Begun. It stands beside your check-ins from now on."),
        "support": _("Sent to %(name)s. It begins when they have read it."),
        "development": _("Begun. %(name)s sees it."),
    }
    kind = "own" if person.pk == request.user.pk else plan.kind
    messages.success(request, words[kind] % {"name": person})
    return redirect(plan)


@require_safe
def plan(request, pk):
    found, viewer = plan_of(request, pk), request.user
    answers = list(found.answers.all()) if found.is_support else []
    context = {
        "plan": found,
        **_actions(found, viewer),
        "reviews": list(found.reviews.select_related("author", "check_in")),
        "answers": answers,
        "changed_since": bool(answers) and answers[0].at < found.changed_at,
        "can": {name: getattr(rules, f"can_{name}")(viewer, found) for name in MAY},
        "has_left": found.employee.is_leaver(),
        "today": viewer.today(),
        "audience": audience.of_plan(found, viewer),
    }
    return news_of_it_is_seen(request, render(request, "feedback/plan.html", context))


def _actions(found, viewer) -> dict:
    """What the person does, what others promised, and what was dropped; each with what the viewer may do."""
    actions = list(found.actions.select_related("owner"))
    for action in actions:
        action.plan = found
        action.may_finish = rules.can_finish_plan_action(viewer, action)
        action.may_change = rules.can_change_plan_action(viewer, action)
    standing = [each for each in actions if each.dropped_at is None]
    return {
        "own": [each for each in standing if each.owner_id == found.employee_id],
        "promised": [each for each in standing if each.owner_id != found.employee_id],
        "dropped": [each for each in actions if each.dropped_at is not None],
    }


@GET_OR_POST
@drafted("plan:{pk}:edit")
def edit_plan(request, pk):
    found = plan_of(request, pk)
    refuse_others(rules.can_start_plan(request.user, found.employee, found.kind))
    if is_over(request, found):
        return redirect(found)
    names = ("title", "aim", "review_on", "ends_on", "version")
    form = PlanForm(typed(request), initial={name: getattr(found, name) for name in names}, kind=found.kind)
    request.draft.fill(form)
    page = {"plan": found, "form": form, "audience": audience.of_plan(found, request.user)}
    page["there"] = dict.fromkeys(form.TEXTS, "")
    if request.method == "POST" and form.is_valid() and (done := _edited(request, page)):
        return done
    return render(request, "feedback/edit_plan.html", page, status=422 if request.method == "POST" else 200)


def _edited(request, page):
    """None where it was refused; what somebody else wrote meanwhile is a part of the page then."""
    form = page["form"]
    try:
        with sending(request):
            services.edit_plan(page["plan"], form.change(), by=request.user)
    except services.PlanChangedError as error:
        page["there"] = form.show_conflict(error.plan)
        form.add_error(None, error.messages)
        return None
    except ValidationError as error:
        refuse(form, error)
        return None
    messages.success(request, _("Saved. Whoever holds the plan with you is told."))
    return redirect(page["plan"])


@GET_OR_POST
@drafted("plan:{pk}:answer")
def answer_plan(request, pk):
    """The person reads a support plan, says so, and adds their own part."""
    found = plan_of(request, pk)
    refuse_others(found.employee_id == request.user.pk and found.is_support)
    if is_over(request, found):
        return redirect(found)
    last = found.answers.first()
    initial = {"text": last.text if last else "", "seen": stamp(found)}
    form = AnswerPlanForm(typed(request), initial=initial)
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid() and (done := _answered(request, found, form)):
        return done
    actions = found.actions.open().select_related("owner")
    context = {"plan": found, "form": form, "actions": actions, "audience": audience.of_plan(found, request.user)}
    return render(request, "feedback/answer_plan.html", context, status=422 if request.method == "POST" else 200)


def _answered(request, found, form):
    cleaned = form.cleaned_data
    try:
        with sending(request):
            services.answer_plan(found, cleaned["kind"], cleaned["text"], by=request.user, seen=cleaned["seen"])
    except ValidationError as error:
        # What the page shows now is what is answered next.
        form.data = form.data.copy()
        form.data["seen"] = stamp(found)
        form.add_error(None, error.messages)
        return None
    messages.success(request, _("Sent. Your answer stays with the plan."))
    return redirect(found)


@GET_OR_POST
@drafted("plan:{pk}:review")
def review_plan(request, pk):
    found = plan_of(request, pk)
    refuse_others(
        found.employee_id == request.user.pk or rules.can_start_plan(request.user, found.employee, found.kind)
    )
    if found.is_proposed or is_over(request, found):
        return redirect(found)
    form = ReviewPlanForm(typed(request), initial={"review_on": _next_look(found, request.user.today())})
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                words, day = form.cleaned_data["text"], form.cleaned_data["review_on"]
                services.review_plan(found, words, by=request.user, review_on=day)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Written down. Whoever holds the plan with you is told."))
            return redirect(found)
    context = {"plan": found, "form": form, "audience": audience.of_plan(found, request.user)}
    return render(request, "feedback/review_plan.html", context, status=422 if request.method == "POST" else 200)


def _next_look(found, today):
    """As it is planned; where that has come, some weeks on, within the plan."""
    return found.review_on if found.review_on > today else min(today + LOOK_AGAIN, max(found.ends_on, today))


@GET_OR_POST
@drafted("plan:{pk}:end")
def end_plan(request, pk):
    found = plan_of(request, pk)
    refuse_others(rules.can_start_plan(request.user, found.employee, found.kind))
    if is_over(request, found):
        return redirect(found)
    form = EndPlanForm(typed(request))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.end_plan(found, form.cleaned_data["outcome"], form.cleaned_data["words"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Ended. It stays as it is, for those who held it."))
            return redirect(found)
    still = PlanAction.objects.open().filter(plan=found).select_related("owner")
    context = {"plan": found, "form": form, "still": still, "audience": audience.of_plan(found, request.user)}
    return render(request, "feedback/end_plan.html", context, status=422 if request.method == "POST" else 200)


@GET_OR_POST
def open_plan(request, pk):
    """The person opens an ended plan to their manager of today, or takes that back."""
    found = plan_of(request, pk)
    if not rules.can_open_plan(request.user, found):
        raise PermissionDenied
    if request.method == "POST":
        to = request.POST.get("to", "")
        try:
            is_open, reader = request.POST.get("open") == "1", int(to) if to.isdecimal() and len(to) < 18 else 0
            services.open_plan(found, by=request.user, to=reader, is_open=is_open)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            name = {"name": found.employee.manager}
            messages.success(request, (_("%(name)s can read it now.") if is_open else _("Taken back.")) % name)
        return redirect(found)
    return render(request, "feedback/open_plan.html", {"plan": found})
