"""The organisation chart: each branch is a page of its own, and a part that opens in its place."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from org.chart import LEVELS, branch, top
from org.lines import managers_of
from org.models import Employee


@require_safe
def chart(request):
    """From the top: who reports to nobody."""
    return render(request, "org/chart.html", {"top": top(request.user)})


@require_safe
@vary_on_headers("HX-Request")
def chart_of(request, pk):
    """From one person down. For HTMX their row, open or (`?close=1`) closed, or (`?start=50`) the next ones below."""
    viewer, asked = request.user, request.GET
    person = get_object_or_404(Employee.objects.visible_to(viewer).select_related("location"), pk=pk)
    line = managers_of(person)[::-1]
    start = _number(asked.get("start"), 0, 1_000_000)
    levels = 0 if request.htmx and "close" in asked else _number(asked.get("levels"), 1, LEVELS)
    # A page of its own goes once round a circle; a part is below what is open already.
    above = {each.pk for each in line} if request.htmx else set()
    node = branch(viewer, person, above, levels=levels, start=start)
    part = "org/_rest.html" if start else "org/_branch.html"
    context = {
        "node": node,
        "line": [each for each in line if each.pk != person.pk],
        "in_circle": len({each.pk for each in line} & {person.pk}) > 0,
        "levels": levels,
        "all_levels": range(1, LEVELS + 1),
        "start": start,
    }
    return render(request, part if request.htmx else "org/chart_of.html", context)


def _number(text: str | None, least: int, most: int) -> int:
    """What is no number is the least."""
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) < 10
    return min(max(int(text or 0), least), most) if is_number else least
