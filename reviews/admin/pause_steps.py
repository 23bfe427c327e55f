"""HR pauses a cycle, and lets it go on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from org.models import Organization
from reviews import closing, pausing, services, states
from reviews.admin.cycle_steps import fetch_to_run
from reviews.admin.pages import GET_OR_POST, admin_path, page, posted, saved
from reviews.forms.cycles import ReasonForm
from reviews.models import Cycle


@GET_OR_POST
def pause(request, pk):
    cycle = fetch_to_run(request, pk)
    if not states.may_pause(cycle):
        words = _("This cycle is paused already.") if cycle.paused_at else _("There is nothing to pause in this cycle.")
        messages.error(request, words)
        return redirect(cycle)
    form = ReasonForm(posted(request))
    paused = saved(request, form, lambda: services.pause(cycle, form.cleaned_data["reason"], by=request.user))
    if paused is not None:
        messages.success(request, _("Paused. Nothing of it is due until you resume it."))
        return redirect(cycle)
    context = {"title": _("Pause “%(cycle)s”?") % {"cycle": cycle}, "cycle": cycle, "form": form}
    return page(request, "cycle/pause", context, model=Cycle, invalid=form.is_bound and bool(form.errors))


@GET_OR_POST
def resume(request, pk):
    """Which dates move, and by how much; a POST lets it go on."""
    cycle = fetch_to_run(request, pk)
    if not states.may_resume(cycle):
        messages.error(request, _("This cycle is not paused."))
        return redirect(cycle)
    today = closing.today_of(Organization.objects.current())
    if request.method == "POST":
        given = request.POST.get("days", "")
        days = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else None
        try:
            services.resume(cycle, by=request.user, days=days)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("admin:reviews_cycle_resume", cycle.pk)
        messages.success(request, _("The cycle goes on."))
        return redirect(cycle)
    context = {"title": _("Resume “%(cycle)s”?") % {"cycle": cycle}, "cycle": cycle}
    context |= {"days": pausing.days_of(cycle, today), "moved": pausing.ahead(cycle, today)}
    return page(request, "cycle/resume", context, model=Cycle)


def urls() -> list:
    return [
        admin_path("<int:pk>/pause/", pause, "reviews_cycle_pause"),
        admin_path("<int:pk>/resume/", resume, "reviews_cycle_resume"),
    ]
