"""A draft's steps: submit, withdraw, return, agree. Each page shows what it speaks of and posts its version."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted, sending
from goals import agreement, rules, services
from goals.forms import SendBackForm, StepForm, SubmitForm, refuse
from goals.views.common import answer, fetch, posted, went_already
from goals.views.drafting import readers


@require_http_methods(["GET", "POST"])
@drafted("objective:{pk}:submit")
def submit(request, pk):
    objective = fetch(request, pk)
    if not rules.can_move_draft(request.user, objective, "submit"):
        return _went_already(request, objective, "submit")
    manager = objective.owner.manager
    words = {
        "heading": _("Submit to %(name)s") % {"name": manager},
        "question": _("Submit “%(title)s” to %(name)s?") % {"title": objective, "name": manager},
        "consequence": _(
            "With this you agree to it as it stands. Once %(name)s agrees to the same, it is active. "
            "Change it, and it is submitted no more."
        )
        % {"name": manager.get_short_name()},
        "said": _("Submitted to %(name)s.") % {"name": manager},
    }
    return _page(request, objective, "submit", SubmitForm, words)


@require_http_methods(["GET", "POST"])
@drafted("objective:{pk}:withdraw")
def withdraw(request, pk):
    objective = fetch(request, pk)
    if not rules.can_move_draft(request.user, objective, "withdraw"):
        return _went_already(request, objective, "withdraw")
    words = {
        "heading": _("Withdraw draft"),
        "question": _("Withdraw “%(title)s”?") % {"title": objective},
        "consequence": _("It stays a draft, and %(name)s is not asked any more.") % {"name": objective.owner.manager},
        "said": _("Withdrawn; it is a draft as before."),
    }
    return _page(request, objective, "withdraw", StepForm, words)


@require_http_methods(["GET", "POST"])
@drafted("objective:{pk}:return")
def send_back(request, pk):
    objective = fetch(request, pk)
    if not rules.can_move_draft(request.user, objective, "send_back"):
        return _went_already(request, objective, "send_back")
    name = objective.owner.get_short_name()
    words = {
        "heading": _("Return draft"),
        "question": _("Return “%(title)s” to %(name)s?") % {"title": objective, "name": objective.owner},
        "consequence": _("%(name)s sees your word on Today and on the draft.") % {"name": name},
        "said": _("Returned to %(name)s.") % {"name": objective.owner},
    }
    return _page(request, objective, "send_back", SendBackForm, words)


@require_http_methods(["GET", "POST"])
@drafted("objective:{pk}:agree")
def agree(request, pk):
    objective = fetch(request, pk)
    if not rules.can_move_draft(request.user, objective, "agree"):
        return _went_already(request, objective, "agree")
    name = objective.owner.get_short_name()
    words = {
        "heading": _("Agree to objective"),
        "question": _("Agree to “%(title)s” of %(name)s?") % {"title": objective, "name": objective.owner},
        "consequence": _(
            "It is active at once: it counts in what it is aligned to, and updates are waited for. %(name)s is told."
        )
        % {"name": name},
        "said": _("Agreed: it is active from now on."),
    }
    return _page(request, objective, "agree", StepForm, words)


def _went_already(request, objective, move):
    """Of a draft that was on its way; what is not for two to agree on has no such steps."""
    was_on_its_way = agreement.last_step(objective) is not None
    may = was_on_its_way and agreement.is_the(request.user, agreement.MOVES[move].who, objective)
    return went_already(request, objective, may=may)


def _page(request, objective, move, form_class, words):
    form = form_class(posted(request), initial={"version": objective.version})
    request.draft.fill(form)
    # It speaks of what the page shows, whatever the draft was written about.
    form.initial["version"] = objective.version
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                getattr(services, move)(objective, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
            # What the page shows now is what the next try speaks of.
            form.data = form.data.copy()
            form.data["version"] = objective.version
        else:
            messages.success(request, words["said"])
            return redirect(objective)
    context = words | {
        "objective": objective,
        "form": form,
        "key_results": list(objective.key_results.select_related("owner")),
        "readers": readers(objective, request.user, []),
    }
    return answer(request, "goals/draft_step.html", context, invalid=bool(form.errors))
