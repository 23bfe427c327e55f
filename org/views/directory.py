from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from org import rules
from org.directory import find, with_standing
from org.forms import DirectoryForm
from org.lines import managers_of
from org.models import Absence, Employee
from org.moments import kinds, place
from org.moments import timeline as timeline_of

PER_PAGE = 30
ON_A_PERSONS_PAGE = 8
REPORTS_SHOWN = 60


@require_safe
@vary_on_headers("HX-Request")
def people(request):
    form = DirectoryForm(request.GET, viewer=request.user)
    form.is_valid()  # a filter that is not understood is none
    found = find(Employee.objects.visible_to(request.user), **form.cleaned_data)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = with_standing(page.object_list)
    template = "org/_people.html" if request.htmx else "org/people.html"
    return render(request, template, {"form": form, "page": page, "manager": form.cleaned_data.get("manager")})


@require_safe
def person(request, pk):
    viewer, now = request.user, timezone.now()
    shown = Employee.objects.visible_to(viewer).with_zone().select_related("department", "location", "manager")
    who = get_object_or_404(shown, pk=pk)
    with_standing([who], now)
    reports = Employee.objects.visible_to(viewer).filter(manager=who).not_left(now).by_name()
    context = {
        "person": who,
        "line": managers_of(who)[::-1],
        "reports": with_standing(reports[:REPORTS_SHOWN], now),
        "report_count": reports.count(),
        # As words: a template would turn it into the viewer's own zone.
        "local_clock": date_format(now.astimezone(who.zone), "D H:i"),
        "may_edit_absences": rules.can_edit_absences(viewer, who),
        "may_see_dates": rules.can_see_dates(viewer, who),
        "may_open_specially": rules.can_open_specially(viewer, who),
        "may_open_admin": rules.can_edit_person(viewer, who) or rules.can_manage_account(viewer, who),
        "absences": Absence.objects.visible_to(viewer).filter(employee=who, ends_on__gte=who.today(now)),
    }
    return render(request, "org/person.html", context)


@require_safe
@vary_on_headers("HX-Request")
def timeline(request, pk):
    """A page of its own; for HTMX its beginning, a part of the person's page."""
    person = get_object_or_404(Employee.objects.visible_to(request.user).select_related("location"), pk=pk)
    kind = request.GET.get("kind", "")
    limit = {"limit": ON_A_PERSONS_PAGE} if request.htmx else {}
    after = None if request.htmx else place(request.GET.get("after"))
    found = timeline_of(request.user, person, kind=kind, after=after, **limit)
    context = {"person": person, "timeline": found, "kinds": kinds(), "kind": kind, "is_later": after is not None}
    return render(request, "org/_timeline.html" if request.htmx else "org/timeline.html", context)
