"""How departments serve the company's objectives: the map, the list behind a cell, and what nobody serves."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goals import bulk, listing, standing
from goals import serving as serves
from goals.files import downloads
from goals.models import Objective, Period
from goals.views.common import fetch, whole_number
from org.models import Department

PAGE = 25


def _period(request, periods) -> Period | None:
    wanted = whole_number(request.GET.get("period"))
    chosen = next((period for period in periods if period.pk == wanted), None)
    return chosen or listing.current_period(periods, timezone.localdate())


@require_safe
def map(request):  # noqa: A001 - the domain's word
    periods = list(Period.objects.all())
    period = _period(request, periods)
    context = {"periods": periods, "period": period, "map": None}
    if period:
        department = whole_number(request.GET.get("department"))
        context["map"] = serves.chart(request.user, period, periods, timezone.localdate(), department)
        if context["map"] is None:
            raise Http404
    return render(request, "goals/map.html", context)


def _department(unit: str) -> tuple[Department | None, bool]:
    """What `?department=` names, and whether without those below: “5”, “5-itself”, “none”."""
    number = whole_number(unit.removesuffix("-itself"))
    if number is None and unit not in ("", "none"):
        raise Http404
    return (get_object_or_404(Department, pk=number) if number is not None else None), unit.endswith("-itself")


@require_safe
def serving(request, pk):
    """The objectives that one cell of the map counts; without `?department=`, of the whole column."""
    objective = fetch(request, pk)
    period = _period(request, list(Period.objects.all())) or objective.period
    unit = request.GET.get("department", "")
    department, is_itself = _department(unit)
    rows = serves.serving(request.user, [objective.pk], period)
    if unit:
        rows = serves.of_cell(rows, department, is_itself=is_itself)
    if ending := downloads.wanted(request):
        return _download(request, rows, ending, objective, department or unit, period)
    rows = serves.listed(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = standing.dress(list(page.object_list), viewer=request.user)
    context = {"objective": objective, "period": period, "page": page, "department": department, "unit": unit}
    return render(request, "goals/serving.html", context | {"is_itself": is_itself})


def _download(request, rows, ending, *name):
    """What the walk found, by its ids: a file asks for its objectives more than once."""
    objectives = Objective.objects.visible_to(request.user).filter(pk__in=bulk.among(rows.values_list("pk", flat=True)))
    return downloads.download(objectives, ending, *name, viewer=request.user)


@require_safe
def unserved(request):
    periods = list(Period.objects.all())
    period = _period(request, periods)
    rows = serves.unserved(request.user, period, periods) if period else Objective.objects.none()
    if period and (ending := downloads.wanted(request)):
        return downloads.download(rows, ending, _("served by nobody"), period, viewer=request.user)
    found: list[Objective] = list(rows)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    page.object_list = standing.dress(list(page.object_list), viewer=request.user)
    return render(request, "goals/unserved.html", {"periods": periods, "period": period, "page": page})
