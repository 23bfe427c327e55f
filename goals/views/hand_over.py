"""What becomes of the goals of somebody who left, or leaves on a coming date."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted, sending
from goals import rules, standing, waiting
from goals.forms import RestForm
from goals.forms.decisions import GIVE, KEEP, LATER, LEFT, LEFT_KEY_RESULT
from goals.services import whole
from goals.services.hand_over import Decision, settle
from goals.views import decisions
from goals.views.common import answer, posted
from org.models import Employee


@require_http_methods(["GET", "POST"])
@drafted("goals-of:{pk}:hand-over")
def hand_over(request, pk):
    viewer = request.user
    person = get_object_or_404(Employee.objects.visible_to(viewer).select_related("manager", "department"), pk=pk)
    if not rules.can_hand_over(viewer, person):
        raise PermissionDenied
    objectives = list(waiting.objectives_of(viewer, person, also=decisions.sent(request, "o")))
    key_results = list(waiting.key_results_of(viewer, person, also=decisions.sent(request, "k")))
    standing.dress(objectives, viewer=viewer)
    own = decisions.row_forms(request, "o", objectives, LEFT)
    shared = decisions.row_forms(request, "k", key_results, LEFT_KEY_RESULT)
    forms, rest = [*own, *shared], RestForm(posted(request))
    request.draft.fill(rest, *forms)
    decided = _decided(forms, rest, viewer) if request.method == "POST" else None
    if decided and (done := _settle(request, person, forms, decided)) is not None:
        messages.success(request, _said(done))
        return redirect("goals:hand_over", person.pk)
    context = {"person": person, "own": own, "shared": shared, "rest": rest, "nothing": decided == []}
    context |= {"wrong": decisions.wrong(forms), "suggested": decisions.team_of(viewer)}
    return answer(request, "goals/hand_over.html", context, invalid=True)


def _decided(forms, rest, viewer) -> list[tuple] | None:
    """Each form about which something was decided, with the decision; None where anything is wrong."""
    sent = [form for form in forms if form.is_bound]
    invalid = [form for form in sent if not form.is_valid()]
    if not rest.is_valid() or invalid:
        return None
    found = []
    for form in sent:
        data = form.cleaned_data
        action = data["action"] or (GIVE if rest.cleaned_data["rest"] else LATER)
        if action != LATER:
            owner = {KEEP: viewer, GIVE: data["to"] if data["action"] else rest.cleaned_data["rest"]}.get(action)
            found.append((form, _decision(form.record, owner, data.get("reason", ""))))
    return found


def _decision(record, owner, reason: str) -> Decision:
    if hasattr(record, "objective"):
        return Decision(record.objective, owner, key_result=record)
    return Decision(record, owner, reason=reason)


def _settle(request, person, forms, decided) -> int | None:
    try:
        with sending(request, decisions.left(forms, [form for form, _decision in decided])):
            return settle(person, [decision for _form, decision in decided], by=request.user)
    except whole.RowsRefusedError as refused:
        decisions.refuse_rows([form for form, _decision in decided], refused)
        return None


def _said(done: int) -> str:
    if not done:
        return _("That was settled already.")
    return ngettext("%(count)d goal settled.", "%(count)d goals settled.", done) % {"count": done}
