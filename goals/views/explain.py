"""The sum behind a number, level by level; the arithmetic of a key result; and the formulas of all of it."""

from itertools import pairwise

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from markdown_it import MarkdownIt

from goals import explain as explanation
from goals.models import KeyResult, Objective
from goals.views.common import fetch, whole_number
from goals.views.objective import true_progress

DIALOG = "explained-body"


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def explain(request, pk):
    """The sum, open at each `?open=` that is reached from it. HTMX swaps the panel, or fills the dialog."""
    found = fetch(request, pk)
    numbers = [whole_number(text) for text in request.GET.getlist("open")[: explanation.OPEN_AT_MOST]]
    opened = list(dict.fromkeys(number for number in numbers if number))
    context = {
        "objective": found,
        "sum": explanation.explain(found, request.user, opened),
        "opened": opened,
        "whole": True,
        "in_dialog": request.htmx.target == DIALOG or request.GET.get("in") == "dialog",
    }
    return render(request, _template(request, "goals/explain.html", "goals/_explain.html"), context)


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def explain_key_result(request, pk):
    visible = Objective.objects.visible_to(request.user).order_by().values("pk")
    rows = KeyResult.objects.filter(objective__in=visible).select_related("owner", "objective__owner")
    key_result = get_object_or_404(rows, pk=pk)
    part, total = explanation.part_of(key_result, request.user)
    key_result.true_progress = true_progress(key_result)
    context = {"objective": key_result.objective, "key_result": key_result, "part": part, "total": total}
    return render(request, _template(request, "goals/explain_key_result.html", "goals/_key_result_sum.html"), context)


def _template(request, page: str, part: str) -> str:
    if request.htmx.target == DIALOG:
        return part.replace("/_", "/_dialog_")
    return part if request.htmx else page


@require_safe
def formulas(request):
    """`docs/formulas.md`, our own words, as a page of the product."""
    text = (settings.BASE_DIR / "docs" / "formulas.md").read_text(encoding="utf-8")
    title, _newline, body = text.partition("\n")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(body)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", slugify(inline.content))
    made = mark_safe(markdown.renderer.render(tokens, markdown.options, {}))
    return render(request, "goals/formulas.html", {"title": title.lstrip("# "), "body": made})
