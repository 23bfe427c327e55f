"""The lists of feedback."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from feedback import received as lists
from feedback.forms import BoxForm

PER_PAGE = 20


def _box(request, which: str):
    form = BoxForm(request.GET)
    rows = lists.find(lists.box(request.user, which), **form.filters())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"box": which, "form": form, "page": page, "is_filtered": bool(form.filters())}
    return render(request, "feedback/box.html", context)


@require_safe
def received(request):
    return _box(request, "received")


@require_safe
def given(request):
    return _box(request, "given")


@require_safe
def shared(request):
    """What givers shared with a manager about their people."""
    return _box(request, "shared")
