from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from drafts.desk import drafted, sending
from feedback import rules, services
from feedback.forms import QuestionForm
from feedback.models import Question
from feedback.views.common import GET_OR_POST, typed


@GET_OR_POST
@drafted("question:new")
def questions(request):
    """The sets that are asked: the company's, which HR keeps, and a manager's own with room for one more."""
    viewer = request.user
    known = Question.objects.visible_to(viewer)
    form = QuestionForm(typed(request))
    request.draft.fill(form)
    if request.method == "POST" and not viewer.is_manager:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.ask_reports(form.cleaned_data["text"], by=viewer)
        except ValidationError as error:
            form.add_error("text", error.messages)
        else:
            messages.success(request, _("Your reports are asked this in turn, one question of yours in each check-in."))
            return redirect("feedback:questions")
    context = {
        "form": form,
        "mine": known.filter(manager=viewer).in_use(),
        "retired": known.filter(manager=viewer).exclude(retired_at=None),
        "company": known.of_company().in_use(),
        "managers": known.in_use().exclude(manager=None).exclude(manager=viewer).select_related("manager"),
    }
    return render(request, "feedback/questions.html", context, status=422 if request.method == "POST" else 200)


def _own(request, pk) -> Question:
    """A manager's; the company's are changed in the admin."""
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    if question.manager_id is None or not rules.can_change_question(request.user, question):
        raise PermissionDenied
    return question


@GET_OR_POST
@drafted("question:{pk}:edit")
def reword_question(request, pk):
    question = _own(request, pk)
    form = QuestionForm(typed(request), initial={"text": question.text})
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.reword(question, form.cleaned_data["text"], by=request.user)
        except ValidationError as error:
            form.add_error("text", error.messages)
        else:
            messages.success(request, _("Asked in these words from now on. Past check-ins keep the old ones."))
            return redirect("feedback:questions")
    context = {"form": form, "question": question}
    return render(request, "feedback/reword_question.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def use_question(request, pk):
    """Out of use, or with `again` into use."""
    question = _own(request, pk)
    again = request.POST.get("again") == "1"
    try:
        (services.ask_again if again else services.retire_question)(question, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Asked again.") if again else _("Not asked any more. Its answers stay."))
    return redirect("feedback:questions")
