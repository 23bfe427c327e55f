"""What becomes of the goals of somebody who moved: asked of both managers, told to the person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted, sending
from goals import rules, standing, waiting
from goals.forms.decisions import FORMER, FORMER_KEY_RESULT, LATER, NEW, NEW_KEY_RESULT
from goals.models import Objective
from goals.services import moves, whole
from goals.views import decisions
from goals.views.common import answer
from org.models import Employee

SAID_SHOWN = 50


@require_http_methods(["GET", "POST"])
@drafted("goals-of:{pk}:moved")
def moved(request, pk):
    viewer = request.user
    person = get_object_or_404(Employee.objects.visible_to(viewer).select_related("manager", "department"), pk=pk)
    move = waiting.move_of(person, timezone.now())
    is_asked = rules.can_answer_move(viewer, move) and viewer.pk != person.pk
    if not is_asked and (viewer.pk != person.pk or request.method == "POST"):
        raise PermissionDenied
    own, shared = (_forms(request, move), _shared(request, move)) if is_asked else ([], [])
    forms = [*own, *shared]
    request.draft.fill(*forms)
    words = _words(forms) if request.method == "POST" else None
    if words and (said := _answer(request, person, move, forms, words)) is not None:
        messages.success(request, _told(said, person))
        return redirect("goals:moved", person.pk)
    context = {
        "person": person,
        "move": move,
        "former": Employee.objects.filter(pk=move.former_id).first() if move else None,
        "own": own,
        "shared": shared,
        "said": _said(viewer, person, forms),
        "wrong": decisions.wrong(forms),
        "nothing": words == [],
        "suggested": decisions.team_of(viewer) if is_asked else [],
    }
    return answer(request, "goals/moved.html", context, invalid=True)


def _forms(request, move):
    viewer = request.user
    objectives = list(waiting.moved_objectives(viewer, move, also=decisions.sent(request, "m")))
    standing.dress(objectives, viewer=viewer)
    if viewer.pk == move.former_id:
        return decisions.row_forms(request, "m", objectives, FORMER)
    own = Objective.objects.filter(owner=viewer, state=Objective.State.ACTIVE).select_related("period", "owner")
    own = list(own.order_by("title", "pk")) if objectives else []
    forms = []
    for objective in objectives:
        parents = [each for each in own if each.period.encloses(objective.period)]
        forms += decisions.row_forms(request, "m", [objective], NEW, parents=parents)
    return forms


def _shared(request, move):
    """The key results that the person keeps in objectives of others."""
    choices = FORMER_KEY_RESULT if request.user.pk == move.former_id else NEW_KEY_RESULT
    key_results = waiting.moved_key_results(request.user, move, also=decisions.sent(request, "k"))
    return decisions.row_forms(request, "k", key_results, choices)


def _words(forms) -> list[tuple] | None:
    """Each form with what it says; None where anything is wrong."""
    sent = [form for form in forms if form.is_bound]
    if [form for form in sent if not form.is_valid()]:
        return None
    found = []
    for form in sent:
        data = form.cleaned_data
        if data["action"] != LATER:
            found.append((form, _word(form, data)))
    return found


def _word(form, data) -> moves.Word:
    given = {"answer": data["action"], "owner": data.get("to")}
    if hasattr(form.record, "objective"):
        return moves.Word(form.record.objective, key_result=form.record, **given)
    return moves.Word(form.record, parent=form.parents.get(data.get("parent")), reason=data["reason"], **given)


def _answer(request, person, move, forms, words) -> int | None:
    try:
        with sending(request, decisions.left(forms, [form for form, _word in words])):
            return moves.answer_move(person, move, [word for _form, word in words], by=request.user)
    except whole.RowsRefusedError as refused:
        decisions.refuse_rows([form for form, _word in words], refused)
        return None


def _said(viewer, person, forms):
    """What was said already; a row that still waits has the other manager's word with it."""
    said = list(waiting.answers_about(viewer, person)[:SAID_SHOWN])
    visible = Objective.objects.visible_to(viewer).filter(pk__in={each.parent_id for each in said} - {None})
    visible = set(visible.order_by("pk").values_list("pk", flat=True)) if said else set()
    for each in said:
        each.shown_parent = each.parent if each.parent_id in visible else None
    for form in forms:
        form.said = [each for each in said if each.about == form.record]
    waits = {form.record for form in forms}
    return [each for each in said if each.about not in waits]


def _told(said: int, person) -> str:
    if not said:
        return _("That was answered already.")
    words = ngettext("%(count)d answer given; %(name)s is told.", "%(count)d answers given; %(name)s is told.", said)
    return words % {"count": said, "name": person}
