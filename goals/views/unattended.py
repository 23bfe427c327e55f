"""For whose goals nobody is asked."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goals import rules
from goals import unattended as shown
from org.rules import can_edit_person

PAGE = 25


@require_safe
def unattended(request):
    viewer = request.user
    if not rules.can_attend(viewer):
        raise PermissionDenied
    left = _page(request, shown.leavers(viewer), "page")
    here = _page(request, shown.unmanaged(viewer), "here")
    for person in here.object_list:
        person.may_be_edited = can_edit_person(viewer, person)
    return render(request, "goals/unattended.html", {"page": left, "here": here})


def _page(request, found, name: str):
    page = Paginator(shown.listed(found, request.user), PAGE).get_page(request.GET.get(name))
    page.object_list = list(page.object_list)
    for person in page.object_list:
        person.reason = shown.reason(person)
    return page
