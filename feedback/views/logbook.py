from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from drafts.desk import drafted, sending
from feedback import audience, conversation, listing, plans, questions, rules, services
from feedback.forms import LogForms
from feedback.models import CheckIn, Feeling
from feedback.views.common import GET_OR_POST, came_from, check_ins, typed
from feedback.views.row import put_off, row_of
from org.models import Organization


@GET_OR_POST
@drafted("check-in:{pk}:log")
def log(request, pk):
    check_in = get_object_or_404(conversation.with_past(check_ins(request.user), request.user), pk=pk)
    if not (rules.can_log(request.user, check_in) or rules.can_amend(request.user, check_in)):
        raise PermissionDenied
    data = typed(request)
    if data is None and request.draft.data is None and check_in.state == CheckIn.State.DONE:
        messages.info(request, _("This check-in is logged already."))
        return redirect(check_in)
    page = _page(request, check_in, data)
    request.draft.fill(*page["forms"].forms)
    if request.method == "POST" and (answer := _answer(request, check_in, page)):
        return answer
    return render(request, "feedback/log.html", page, status=422 if request.method == "POST" else 200)


def _answer(request, check_in, page):
    """None where the page is shown again, with the reason on its forms."""
    if page["row"] and "later" in request.POST:
        return put_off(request, check_in, page)
    return _logged(request, check_in, page) if page["forms"].is_valid() else None


def _page(request, check_in, data) -> dict:
    viewer, employee = request.user, check_in.employee
    organization = Organization.objects.current()
    key_results = conversation.key_results_of(employee, viewer=viewer, organization=organization)
    at = check_in.last_logged_at
    material = conversation.material(employee, key_results, viewer=viewer, at=at, manager_id=viewer.pk)
    leads = rules.can_schedule(viewer, employee)  # who held it once adds words, and moves nothing of today's
    actions = [each for each in material.actions if rules.can_finish(viewer, each)]
    open_ = {"actions": actions, "blockers": material.blockers, "agenda": material.agenda}
    also = plans.named_in(data if data is not None else request.draft.data)
    open_["plans"] = plans.beside(employee, viewer, also=also) if leads else []
    return open_ | {
        "leads": leads,
        "check_in": check_in,
        "employee": employee,
        "forms": LogForms(
            data,
            draft=request.draft.data,
            check_in=check_in,
            viewer=viewer,
            note=services.note_of(check_in, viewer),
            key_results=key_results if leads else [],
            **open_,
        ),
        "material": material,
        **_prepared(check_in),
        "timing": listing.timing(check_in, organization, viewer.today()),
        "audience": audience.sentence(check_in, viewer),
        "today": viewer.today(),
        "row": row_of(request),
    }


def _prepared(check_in) -> dict:
    """What the employee said beside their texts. `check_in` comes with `felt`."""
    felt = Feeling.Step(check_in.felt).label if check_in.felt else ""
    return {"asked": questions.asked_in(check_in), "felt_words": felt}


def _logged(request, check_in, page):
    """The answer after it was logged; None where it was refused, with the reason on the forms."""
    forms = page["forms"]
    lost = forms.lost_values()
    if lost:
        words = _("A key result that you changed is not active any more; %(values)s was not entered.")
        forms.main.add_error(None, words % {"values": ", ".join(lost)})
        return None
    try:
        with sending(request):
            check_in, is_first = services.log(check_in, by=request.user, entry=forms.entry())
    except ValidationError as error:
        _explain(error, request, page)
        return None
    words = _("Logged. %(name)s can read it.") if is_first else _("It was logged already, once.")
    messages.success(request, words % {"name": check_in.employee})
    return redirect(page["row"].path if page["row"] else came_from(request) or check_in)


def _explain(error, request, page) -> None:
    forms = page["forms"]
    if isinstance(error, services.ChangedError):
        # What the other side wrote is part of the page from now on.
        page["check_in"] = conversation.with_past(check_ins(request.user), request.user).get(pk=error.check_in.pk)
        page |= _prepared(page["check_in"])
        forms.show_conflict(page["check_in"], services.note_of(page["check_in"], request.user))
        forms.show_moved({})
        forms.main.add_error(None, _changed(page["check_in"]))
    elif isinstance(error, services.MovedError):
        forms.show_moved(error.key_results)
        words = _("Somebody else entered a value meanwhile. It stands beside yours; log again to decide.")
        forms.main.add_error(None, words)
    elif isinstance(error, services.ValueRefusedError):
        forms.refuse(error.key_result_id, error.messages)
    else:
        forms.main.add_error(None, error)


def _changed(check_in) -> str:
    if check_in.state == CheckIn.State.DONE:
        return _("You logged this check-in in another window. Both texts are below; choose what stays, then log again.")
    if check_in.state == CheckIn.State.SKIPPED:
        return _("This check-in was skipped meanwhile. Nothing you typed is lost: log again if it took place.")
    words = _("%(name)s wrote their part while you typed. Read it first; nothing of yours is lost. Then log again.")
    return words % {"name": check_in.employee.get_short_name()}
