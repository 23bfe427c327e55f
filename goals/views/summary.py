"""The summary of a period."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goals import listing, rules, standing
from goals import summary as results
from goals.files import downloads
from goals.models import Period
from goals.views.common import whole_number
from org.models import Employee
from org.rules import is_hr_for

PAGE = 25


@require_safe
def summary(request):
    periods, viewer, today = list(Period.objects.all()), request.user, timezone.localdate()
    by_id = {period.pk: period for period in periods}
    period = by_id.get(whole_number(request.GET.get("period"))) or listing.current_period(periods, today)
    if period is None:
        return render(request, "goals/summary.html", {"period": None})
    manager = _manager(request)
    of = "team" if manager != viewer else _of(request)
    deep = request.GET.get("reach") == "all"
    is_team = of == "team"
    found = results.of_team(viewer, period, manager, deep=deep) if is_team else results.of_company(viewer, period)
    if ending := downloads.wanted(request):
        return downloads.download(found, ending, _("summary"), manager if is_team else of, period, viewer=viewer)
    context = {"period": period, "periods": periods, "of": of, "manager": manager, "deep": deep}
    context |= _sections(request, found, period, today)
    context["teams"] = _teams(viewer, manager) if of == "team" else []
    context["hidden"] = _kept(context)
    return render(request, "goals/summary.html", context)


def _of(request) -> str:
    wanted = request.GET.get("of")
    return wanted if wanted in ("team", "company") else "team" if request.user.is_manager else "company"


def _manager(request) -> Employee:
    """Whose team: one's own, that of somebody below, or for HR anybody's."""
    wanted = whole_number(request.GET.get("manager"))
    if wanted is None or wanted == request.user.pk:
        return request.user
    manager = get_object_or_404(Employee.objects.visible_to(request.user), pk=wanted)
    if not (rules.is_above(request.user, manager) or is_hr_for(request.user, manager)):
        raise PermissionDenied
    return manager


def _teams(viewer, manager) -> list[Employee]:
    """The next step down the line; HR, who lead nobody, begin at the top."""
    from_top = manager == viewer and viewer.is_hr and not viewer.is_manager
    return results.teams(None if from_top else manager)


def _sections(request, found, period, today) -> dict:
    counted = results.tally(found, period, today)
    paginator = Paginator(results.rows(found), PAGE)
    paginator.count = counted.total  # known already
    page = paginator.get_page(request.GET.get("page"))
    page.object_list = standing.dress(list(page.object_list), viewer=request.user, with_parents=False)
    changes = results.rebaselined(found)
    return {
        "tally": counted,
        "page": page,
        "carried": results.carried_over(found, request.user),
        "moved": results.moved(found),
        "rebaselined": changes[: results.REBASELINED_SHOWN],
        "has_more_rebaselined": len(changes) > results.REBASELINED_SHOWN,
        "is_over": period.ends_on < today,
    }


def _kept(context) -> list[tuple[str, str]]:
    """What the choice of another period keeps in the address."""
    kept = [("of", context["of"])]
    if context["of"] == "team":
        kept += [("manager", str(context["manager"].pk))]
        kept += [("reach", "all")] if context["deep"] else []
    return kept
