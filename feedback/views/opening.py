"""What a new manager reads of check-ins that somebody else held: the employee says."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback import rules, services
from feedback.models import CheckIn
from feedback.views.common import GET_OR_POST, check_ins

PAGE = 50


@GET_OR_POST
def open_to_manager(request, pk):
    """An earlier one: the employee lets the manager of today read it, or takes that back."""
    check_in = get_object_or_404(check_ins(request.user), pk=pk)
    if not rules.can_open_to_manager(request.user, check_in):
        raise PermissionDenied
    manager = check_in.employee.manager
    is_opened = check_in.opened_to_id == manager.pk
    error = ""
    if request.method == "POST":
        is_open = request.POST.get("open") == "1"
        try:
            services.open_to_manager(check_in, by=request.user, to=_asked_for(request), is_open=is_open)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        else:
            words = _("Opened to %(name)s.") if is_open else _("%(name)s does not read it any more.")
            messages.success(request, words % {"name": manager})
            return redirect(check_in)
    context = {"check_in": check_in, "manager": manager, "is_opened": is_opened, "error": error}
    return render(request, "feedback/open_to_manager.html", context, status=422 if error else 200)


@GET_OR_POST
def earlier(request):
    """All of them at once, or some: chosen by their days."""
    manager = request.user.manager
    found = CheckIn.objects.earlier_of(request.user).select_related("manager").order_by("-due_on", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    error = ""
    if request.method == "POST" and manager is not None:
        try:
            changed = services.open_earlier(by=request.user, to=_asked_for(request), **_choice(request))
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        else:
            words = ngettext("%(count)d check-in changed.", "%(count)d check-ins changed.", changed)
            messages.success(request, words % {"count": changed} if changed else _("Nothing changed."))
            return redirect(request.get_full_path())
    opened = found.filter(opened_to=manager).count() if manager else 0
    context = {"page": page, "manager": manager, "opened": opened, "error": error}
    return render(request, "feedback/earlier.html", context, status=422 if error else 200)


def _choice(request) -> dict:
    """All, none, or those ticked among those that the page showed."""
    if request.POST.get("all") == "1":
        return {"chosen": set(CheckIn.objects.earlier_of(request.user).order_by().values_list("pk", flat=True))}
    if request.POST.get("all") == "0":
        return {"chosen": set()}
    return {"chosen": _ids(request, "open"), "among": _ids(request, "shown")}


def _ids(request, name: str) -> set[int]:
    return {int(pk) for pk in request.POST.getlist(name) if pk.isascii() and pk.isdigit() and len(pk) < 19}


def _asked_for(request) -> int:
    """The manager whom the page named. Whoever is it by now reads nothing that was not meant for them."""
    return next(iter(_ids(request, "to")), 0)
