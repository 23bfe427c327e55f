from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from drafts.desk import drafted, sending
from feedback import audience, conversation, listing, plans, questions, rules, services
from feedback.forms import PrepareForms, answered_ids
from feedback.views.common import GET_OR_POST, check_ins, typed
from org.models import Organization


@GET_OR_POST
@drafted("check-in:{pk}:prepare")
def prepare(request, pk):
    check_in = get_object_or_404(conversation.with_past(check_ins(request.user), request.user), pk=pk)
    if not (rules.can_prepare(request.user, check_in) or rules.can_supplement(request.user, check_in)):
        raise PermissionDenied
    if (data := typed(request)) is None and request.draft.data is None and not check_in.is_open:
        return redirect(check_in)
    page = _page(request, check_in, data)
    request.draft.fill(*page["forms"].forms)
    if request.method == "POST" and page["forms"].is_valid() and (done := _prepared(request, check_in, page["forms"])):
        return done
    return render(request, "feedback/prepare.html", page, status=422 if request.method == "POST" else 200)


def _page(request, check_in, data) -> dict:
    viewer, partner = request.user, listing.partner(check_in)
    key_results = conversation.key_results_of(viewer, viewer=viewer, organization=Organization.objects.current())
    past = {"at": check_in.last_logged_at, "manager_id": partner.pk}
    asked = questions.asked_in(check_in)
    begun = data if data is not None else request.draft.data
    if late := answered_ids(begun) - {question.pk for question in asked}:
        asked += questions.answerable(check_in, late)
    return {
        "check_in": check_in,
        "forms": PrepareForms(
            data,
            draft=request.draft.data,
            check_in=check_in,
            note=services.note_of(check_in, viewer),
            key_results=key_results,
            asked=asked,
            reader=partner,
        ),
        "key_results": key_results,
        "material": conversation.material(viewer, key_results, viewer=viewer, **past),
        "plans": plans.beside(viewer, viewer),
        "partner": partner,
        "audience": audience.sentence(check_in, viewer),
    }


def _prepared(request, check_in, forms):
    """The answer after it was saved; None where it was refused, with the reason on the forms."""
    try:
        with sending(request):
            check_in = services.prepare(check_in, by=request.user, part=forms.preparation())
    except services.ChangedError as error:
        forms.show_conflict(error.check_in, services.note_of(check_in, request.user))
        forms.main.add_error(None, _too_late(error.check_in))
        return None
    except ValidationError as error:
        forms.show_reader(listing.partner(check_in))
        forms.main.add_error(None, error.messages)
        return None
    messages.success(request, _("Shared with %(name)s.") % {"name": listing.partner(check_in)})
    return redirect(check_in)


def _too_late(check_in) -> str:
    if check_in.is_open:
        return _("You wrote here in another window meanwhile. Both texts are below; choose what stays.")
    return _(
        "%(name)s logged or skipped this check-in while you wrote. What you typed is below. "
        "Save it once more to add it; %(name)s reads it there."
    ) % {"name": check_in.manager}
