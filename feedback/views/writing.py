from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted, sending
from feedback import audience, conversation, listing, rules, services
from feedback.forms import PrepareForms
from feedback.views.common import check_ins, not_yours, typed
from org.models import Organization

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@drafted("check-in:{pk}:prepare")
def prepare(request, pk):
    check_in = check_ins(request.user).filter(pk=pk).first()
    if check_in is None:
        return not_yours(request)
    if not (rules.can_prepare(request.user, check_in) or rules.can_supplement(request.user, check_in)):
        raise PermissionDenied
    if (data := typed(request)) is None and request.draft.data is None and not check_in.is_open:
        return redirect(check_in)
    organization = Organization.objects.current()
    key_results = conversation.key_results_of(request.user, viewer=request.user, organization=organization)
    note = services.note_of(check_in, request.user)
    forms = PrepareForms(data, check_in=check_in, note=note, key_results=key_results, draft=request.draft.data)
    if request.method == "POST" and forms.is_valid() and (done := _prepared(request, check_in, forms)):
        return done
    context = {
        "check_in": check_in,
        "forms": forms,
        "key_results": key_results,
        "actions": conversation.open_actions(request.user, viewer=request.user),
        "blockers": conversation.open_blockers(request.user, viewer=request.user),
        "last": conversation.last_held(request.user, before=check_in),
        "partner": listing.partner(check_in),
        "audience": audience.sentence(check_in, request.user),
    }
    return render(request, "feedback/prepare.html", context, status=422 if request.method == "POST" else 200)


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
