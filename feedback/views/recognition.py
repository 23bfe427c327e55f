from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from feedback import recognition as walls
from feedback.forms import WallForm
from feedback.models import CompanyValue
from org.models import Employee

PER_PAGE = 20
ON_A_PERSONS_PAGE = 3


@require_safe
@vary_on_headers("HX-Request")
def recognition(request):
    form = WallForm(request.GET)
    filters = form.filters()
    page = Paginator(walls.wall(request.user, **filters), PER_PAGE).get_page(request.GET.get("page"))
    template = "feedback/_wall.html" if request.htmx else "feedback/recognition.html"
    context = {"form": form, "page": page, "is_filtered": bool(filters), "values": CompanyValue.objects.in_use()}
    return render(request, template, context)


@require_safe
@vary_on_headers("HX-Request")
def recognition_of(request, pk):
    """Of one person: a page of its own, and a part of their page."""
    person = get_object_or_404(Employee.objects.visible_to(request.user), pk=pk)
    rows = walls.of(person, request.user)
    if request.htmx:
        latest = list(rows[: ON_A_PERSONS_PAGE + 1])
        context = {"person": person, "latest": latest[:ON_A_PERSONS_PAGE], "has_more": len(latest) > ON_A_PERSONS_PAGE}
        return render(request, "feedback/_recognition_of.html", context)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "feedback/recognition_of.html", {"person": person, "page": page, "is_filtered": False})
