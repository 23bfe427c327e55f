"""The page "Who has no goals" of a period, and the same as a file."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from goals import without_goals
from goals.admin.period_steps import LockSteps
from org import exports

PAGE = 100
FILES = ("csv", "xlsx")


def _chosen(request, places):
    wanted = request.GET.get("department", "")
    if not wanted:
        return None
    found = next((place.department for place in places if str(place.department.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


class WithoutGoals(LockSteps):
    """For the admin of periods."""

    def get_urls(self):
        page = path(
            "<int:pk>/without-goals/",
            self.admin_site.admin_view(self.without_goals),
            name="goals_period_without_goals",
        )
        return [page, *super().get_urls()]

    def without_goals(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        period = self.get_object(request, str(pk))
        if period is None:
            raise Http404
        everybody = without_goals.people(request.user, period)
        places = without_goals.places(request.user, everybody)
        department = _chosen(request, places)
        people = without_goals.listed(without_goals.in_department(everybody, department))
        ending = request.GET.get("format")
        if ending in FILES:
            name = f"without-goals-{slugify(period.name)}-{timezone.localdate():%Y-%m-%d}.{ending}"
            return exports.download(name, without_goals.headings(), without_goals.rows(people))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Who has no goals in %(period)s") % {"period": period},
            "opts": self.opts,
            "period": period,
            "places": places,
            "department": department,
            "page": Paginator(people, PAGE).get_page(request.GET.get("p")),
        }
        return TemplateResponse(request, "admin/goals/period/without_goals.html", context)
