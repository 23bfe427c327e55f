from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from drafts.desk import drafted, sending
from feedback import audience, rules, services
from feedback.forms import DropForm, PlanActionForm
from feedback.models import Plan, PlanAction
from feedback.views.after import news_of_it_is_seen
from feedback.views.common import GET_OR_POST, refuse, tick, typed
from feedback.views.plans import is_over, owners, plan_of, refuse_others


def _action(request, pk) -> PlanAction:
    """With `reads_plan`: whoever only promised it sees it alone."""
    rows = PlanAction.objects.visible_to(request.user).select_related(
        "plan__employee__manager", "plan__employee__location", "owner", "added_by"
    )
    action = get_object_or_404(rows, pk=pk)
    action.reads_plan = Plan.objects.visible_to(request.user).filter(pk=action.plan_id).exists()
    return action


def _may_change(viewer, action) -> bool:
    """Whoever may edit the plan; the person what they do themselves."""
    plan = action.plan
    own = viewer.pk == plan.employee_id == action.owner_id
    return action.reads_plan and (own or rules.can_start_plan(viewer, plan.employee, plan.kind))


def _after(action):
    return action.plan.get_absolute_url() if action.reads_plan else "feedback:all_plans"


def _form(request, plan, *, action=None) -> PlanActionForm:
    viewer, person = request.user, plan.employee
    may_name_others = rules.can_start_plan(viewer, plan.employee, plan.kind)
    also = [action.owner] if action else []
    people = owners(person, viewer, kind=plan.kind, also=also) if may_name_others else [viewer]
    initial = {}
    if action:
        initial = {"text": action.text, "owner": str(action.owner_id), "due_on": action.due_on}
        initial["version"] = action.version
    form = PlanActionForm(
        typed(request), people=people, viewer=viewer, may_name_others=may_name_others, initial=initial
    )
    request.draft.fill(form)
    return form


@GET_OR_POST
@drafted("plan:{pk}:add")
def add_plan_action(request, pk):
    plan = plan_of(request, pk)
    viewer = request.user
    refuse_others(viewer.pk == plan.employee_id or rules.can_start_plan(viewer, plan.employee, plan.kind))
    if is_over(request, plan):
        return redirect(plan)
    form = _form(request, plan)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.add_plan_action(plan, form.new_action(), by=request.user)
        except ValidationError as error:
            refuse(form, error, otherwise="text")
        else:
            messages.success(request, _("Added."))
            return redirect(plan)
    context = {"plan": plan, "form": form, "action": None, "audience": audience.of_plan(plan, request.user)}
    return render(request, "feedback/plan_action.html", context, status=422 if request.method == "POST" else 200)


@GET_OR_POST
@drafted("plan-action:{pk}:change")
def change_plan_action(request, pk):
    action = _action(request, pk)
    refuse_others(_may_change(request.user, action))
    if is_over(request, action.plan):
        return redirect(action.plan)
    form = _form(request, action.plan, action=action)
    if request.method == "POST" and form.is_valid() and (done := _changed(request, action, form)):
        return done
    said = audience.of_plan(action.plan, request.user)
    context = {"plan": action.plan, "form": form, "action": action, "audience": said}
    return render(request, "feedback/plan_action.html", context, status=422 if request.method == "POST" else 200)


def _changed(request, action, form):
    version = form.cleaned_data["version"] or 0
    try:
        with sending(request):
            services.change_plan_action(action, form.new_action(), by=request.user, version=version)
    except services.PlanActionChangedError as error:
        form.data = form.data.copy()
        form.data["version"] = str(error.action.version)
        form.add_error("text", error.messages)
        return None
    except ValidationError as error:
        refuse(form, error, otherwise="text")
        return None
    messages.success(request, _("Changed."))
    return redirect(action.plan)


@GET_OR_POST
def finish_plan_action(request, pk):
    """Tick off; with `again` take the tick off. Whoever promised it sees it here, and nothing else of the plan."""
    action = _action(request, pk)
    may_finish = rules.can_finish_plan_action(request.user, action)
    error = ""
    if request.method == "POST":
        error = tick(request, action, finish=services.finish_plan_action, reopen=services.reopen_plan_action)
        if not error:
            return redirect(_after(action))
    context = {
        "action": action,
        "plan": action.plan,
        "error": error,
        "may_finish": may_finish,
        "may_change": action.reads_plan and rules.can_change_plan_action(request.user, action),
        "today": request.user.today(),
    }
    page = render(request, "feedback/finish_plan_action.html", context, status=422 if error else 200)
    return news_of_it_is_seen(request, page)


@GET_OR_POST
@drafted("plan-action:{pk}:drop")
def drop_plan_action(request, pk):
    action = _action(request, pk)
    refuse_others(_may_change(request.user, action))
    if is_over(request, action.plan):
        return redirect(action.plan)
    form = DropForm(typed(request))
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.drop_plan_action(action, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason", error.messages)
        else:
            messages.success(request, _("Dropped. The reason stays with it."))
            return redirect(action.plan)
    context = {"action": action, "plan": action.plan, "form": form}
    return render(request, "feedback/drop_plan_action.html", context, status=422 if request.method == "POST" else 200)
