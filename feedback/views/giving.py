"""To give feedback, and to withdraw it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from drafts.desk import drafted, sending
from drafts.filling import fill
from feedback import readers, rules, services
from feedback.forms import GiveForm
from feedback.models import Feedback
from feedback.models.feedback import PROMPTS
from feedback.picking import pick
from feedback.views.common import GET_OR_POST, searched, typed
from feedback.views.words import advise, is_looking
from org.models import Employee, Organization

PRESET = ("to", "kind", "audience", "objective", "check_in", "value")


def _place(request) -> str:
    to = request.GET.getlist("to")
    is_one = len(to) == 1 and to[0].isascii() and to[0].isdigit() and len(to[0]) < 18
    return f"feedback:{to[0]}:to" if is_one else "feedback:new"


@GET_OR_POST
@drafted(_place)
def give(request):
    viewer, only_shows = request.user, is_looking(request) or "search" in request.POST
    form = GiveForm(None if only_shows else typed(request), viewer=viewer, initial=_preset(request))
    request.draft.fill(form)
    if only_shows:
        fill(form, request.POST)
    if is_looking(request):
        advise(form, PROMPTS, request.POST)
    form.offer_links()
    is_preview = False
    if request.method == "POST" and not only_shows and form.is_valid():
        try:
            with sending(request):
                given = _give(form, viewer)
        except ValidationError as error:
            is_preview = getattr(error, "code", None) == "readers"
            if not is_preview:
                form.refuse(error)
        else:
            return _sent(request, given)
    context = _page(request, form) | {"is_preview": is_preview, "is_part": False}
    return render(request, "feedback/give.html", context, status=422 if form.errors and form.is_bound else 200)


def _give(form: GiveForm, viewer: Employee) -> list[Feedback]:
    cleaned = form.cleaned_data
    return services.give(form.new_feedback(), by=viewer, to=cleaned["to"], key=cleaned["key"], seen=cleaned["read_by"])


def _preset(request) -> dict:
    """What a link to the form chose beforehand."""
    chosen = {name: request.GET[name] for name in PRESET if name in request.GET}
    return chosen | ({"to": request.GET.getlist("to")} if "to" in chosen else {})


def _page(request, form: GiveForm) -> dict:
    """The form, whom a search found, and who would read it."""
    viewer, chosen = request.user, form.people
    audience = form.chosen("audience", Feedback.Audience)
    company = Organization.objects.current().name
    return pick(viewer, searched(request), chosen) | {
        "form": form,
        "reach": readers.beforehand(chosen, audience, giver=viewer, company=company) if chosen else [],
        "stamp": readers.stamp(chosen, audience, giver=viewer),
        "refused": audience == "everyone" and form.chosen("kind", Feedback.Kind) != Feedback.Kind.PRAISE,
    }


@require_safe
def choose(request):
    """Part of the form: whom a search found, who was ticked, who would read it by what is chosen so far."""
    form = GiveForm(None, viewer=request.user, initial=_preset(request))
    form.offer_links()
    return render(request, "feedback/_choose.html", _page(request, form) | {"is_preview": False, "is_part": True})


def _sent(request, given: list[Feedback]):
    first = given[0]
    until = date_format(timezone.localtime(first.withdrawable_until, request.user.zone), "H:i")
    if len(given) == 1:
        words = _("Sent to %(name)s. You can withdraw it until %(time)s.") % {"name": first.recipient, "time": until}
    else:
        words = ngettext("Sent to %(count)d person.", "Sent to %(count)d people, to each their own.", len(given))
        words = words % {"count": len(given)} + " " + _("You can withdraw each until %(time)s.") % {"time": until}
    messages.success(request, words)
    return redirect(first) if len(given) == 1 else redirect("giving:given")


@GET_OR_POST
def withdraw(request, pk):
    known = Feedback.objects.known_to(request.user).select_related("giver", "recipient")
    feedback = get_object_or_404(known, pk=pk)
    if feedback.giver_id != request.user.pk:
        raise PermissionDenied
    if request.method == "POST":
        try:
            services.withdraw(feedback, by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(feedback)
        messages.success(request, _("Withdrawn: its words are erased everywhere."))
        return redirect("giving:given")
    context = {"feedback": feedback, "may": rules.can_withdraw(request.user, feedback)}
    return render(request, "feedback/withdraw.html", context)
