"""HR's report of how far the organisation is covered: as a page, and as a file."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goals.models import Period
from insights import rules
from insights.coverage import flows, table, weeks
from insights.coverage.panels import panels
from insights.coverage.report import Report, of_viewer
from insights.forms import CoverageForm
from insights.kinds import Moment
from insights.units import Organisation, Unit
from org.exports import download

ENDINGS = ("csv", "xlsx")


@require_safe
def coverage(request):
    """Of the whole, or of one department with all below it (`?department=`); of a partner their own."""
    viewer, moment = request.user, Moment.at()
    if not rules.can_read_coverage(viewer):
        raise PermissionDenied
    organisation, periods = Organisation(viewer), list(Period.objects.filter(starts_on__lte=moment.day))
    unit = _unit(request, organisation, moment)
    form = CoverageForm(request.GET, today=moment.day)
    period = next((each for each in periods if str(each.pk) == request.GET.get("period")), None)
    span = form.chosen or _span(period, moment)
    report = Report(viewer, organisation, moment.organization, span)
    ending = request.GET.get("format", "")
    is_too_long = ending == "xlsx" and table.count(report, unit) > table.XLSX_ROWS
    if ending in ENDINGS and span.count and not is_too_long:
        return _download(report, unit, ending)
    found = flows.cycles(viewer, span, moment.organization.time_zone) if span.count else []
    context = {"form": form, "periods": periods, "period": period, "is_too_long": is_too_long, "cycles": list(found)}
    context |= _context(report, unit)
    return render(request, "insights/coverage.html", context, status=422 if form.errors else 200)


def _unit(request, organisation: Organisation, moment: Moment) -> Unit:
    wanted = request.GET.get("department", "")
    if not wanted:
        return Unit(None, moment.organization.name if request.user.is_hr else _("your departments"))
    unit = next((each for each in organisation.by_id.values() if str(each.pk) == wanted), None)
    if unit is None or not of_viewer(request.user, unit):
        raise Http404
    return unit


def _span(period: Period | None, moment: Moment) -> weeks.Span:
    return weeks.between(period.starts_on, period.ends_on, moment.day) if period else weeks.usual(moment.day)


def _context(report: Report, unit: Unit) -> dict:
    span = report.span
    context = {
        "unit": unit,
        "above": [each for each in report.organisation.way(unit.pk)[:-1] if each.pk in report.tree.parent],
        "span": span,
        "requests": report.requests if unit.pk is None else None,
        "k": report.k,
    }
    if not span.count:
        return context
    whole = report.whole(unit)
    return context | {
        "whole": whole,
        "panels": panels(whole, report.steps),
        "by_step": list(zip(report.steps, whole.by_step, strict=True)),
        "in_fours": span.count > weeks.BY_ITSELF,
        "lines": report.lines(unit),
    }


def _download(report: Report, unit: Unit, ending: str):
    days = f"{report.span.first.isoformat()}-{report.span.last.isoformat()}"
    name = "-".join(filter(None, (slugify(_("Coverage")), slugify(unit.name), days)))
    return download(f"{name}.{ending}", table.headings(), table.rows(report, unit))
