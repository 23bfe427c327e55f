"""To ask for feedback, to ask one more person, and to take it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from drafts.desk import drafted, sending
from drafts.filling import fill
from feedback import asking, rules, services
from feedback.forms import AskForm, AskMoreForm
from feedback.models import FeedbackRequest
from feedback.picking import pick
from feedback.views.common import GET_OR_POST, searched, typed

PRESET = ("about", "objective")


@GET_OR_POST
@drafted("feedback:ask")
def ask(request):
    viewer, is_searching = request.user, "search" in request.POST
    form = AskForm(None if is_searching else typed(request), viewer=viewer, initial=_preset(request))
    request.draft.fill(form)
    if is_searching:
        fill(form, request.POST)
    form.offer_objectives()
    is_preview = False
    if request.method == "POST" and not is_searching and form.is_valid():
        try:
            with sending(request):
                asked = _ask(form, viewer)
        except ValidationError as error:
            is_preview = getattr(error, "code", None) == "readers"
            if not is_preview:
                form.refuse(error)
        else:
            return _sent(request, asked, len(form.cleaned_data["to"]))
    context = _page(request, form) | {"is_preview": is_preview, "is_part": False}
    return render(request, "feedback/ask.html", context, status=422 if form.errors and form.is_bound else 200)


def _ask(form: AskForm, viewer) -> FeedbackRequest:
    cleaned = form.cleaned_data
    return services.ask(form.new_request(), by=viewer, to=cleaned["to"], key=cleaned["key"], seen=cleaned["read_by"])


def _preset(request) -> dict:
    """What a link to the form chose beforehand."""
    chosen = {name: request.GET[name] for name in PRESET if name in request.GET}
    return chosen | ({"to": request.GET.getlist("to")} if "to" in request.GET else {})


def _page(request, form: AskForm) -> dict:
    found = pick(request.user, searched(request), form.people, without=[form.subject.pk])
    reach = asking.beforehand(request.user, form.subject, found["chosen"])
    return found | {"form": form, "reach": reach, "stamp": str(form.subject.pk), "refused": False}


@require_safe
def choose_asked(request):
    """Part of the form: whom a search found, who was ticked, who would read the answers by what is chosen so far."""
    form = AskForm(None, viewer=request.user, initial=_preset(request))
    form.offer_objectives()
    return render(request, "feedback/_choose_asked.html", _page(request, form) | {"is_part": True})


def _sent(request, asked: FeedbackRequest, count: int):
    words = ngettext("Asked %(count)d person.", "Asked %(count)d people.", count) % {"count": count}
    if asked.is_about_another:
        words += " " + _("%(name)s is told that you asked.") % {"name": asked.about}
    messages.success(request, words)
    return redirect("giving:asked")


def _own(request, pk) -> FeedbackRequest:
    """One that the viewer asked; others who may read it may not change it."""
    known = FeedbackRequest.objects.visible_to(request.user).select_related("asker", "about__location")
    asked = get_object_or_404(known, pk=pk)
    if asked.asker_id != request.user.pk:
        raise PermissionDenied
    return asked


@GET_OR_POST
def ask_more(request, pk):
    asked, is_searching = _own(request, pk), "search" in request.POST
    form = AskMoreForm(None if is_searching else typed(request), viewer=request.user)
    if is_searching:
        fill(form, request.POST)
    if request.method == "POST" and not is_searching and form.is_valid():
        try:
            count = services.ask_more(asked, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            words = ngettext("Asked %(count)d more person.", "Asked %(count)d more people.", count)
            messages.success(request, words % {"count": count} if count else _("They were asked already."))
            return redirect(asked)
    before = [each.person_id for each in asked.asked.all()]
    found = pick(request.user, searched(request), form.people, without=[asked.about_id, *before])
    reach = asking.beforehand(request.user, asked.about, found["chosen"])
    context = found | {"form": form, "asked": asked, "reach": reach, "may": rules.can_ask_more(request.user, asked)}
    return render(request, "feedback/ask_more.html", context, status=422 if form.errors and form.is_bound else 200)


@GET_OR_POST
def take_back(request, pk):
    asked = _own(request, pk)
    if request.method == "POST":
        if services.take_back(asked, by=request.user):
            messages.success(request, _("Taken back: whoever had not answered is not asked any more."))
        return redirect(asked)
    context = {"asked": asked, "has_answers": asked.answers.filter(withdrawn_at=None).exists()}
    return render(request, "feedback/take_back.html", context)
