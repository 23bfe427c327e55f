from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from feedback import listing, past, rules
from feedback.forms import PastForm
from feedback.models import CheckIn
from feedback.views.common import check_ins
from org.lines import is_in_line
from org.models import Employee, Organization

PAGE = 25
PRINTED = 60  # a page each: more than a year, every week


@require_safe
def history(request, pk):
    """Of one employee: with the words for who may read them, with the dates alone for the line above."""
    employee, known, readable = _past_of(request.user, pk)
    known, form, is_filtered = _chosen(request, known, readable)
    viewer, organization = request.user, Organization.objects.current()
    page = Paginator(known.order_by("-due_on", "-pk"), PAGE).get_page(request.GET.get("page"))
    readable_ids = set(readable.filter(pk__in=[each.pk for each in page]).order_by().values_list("pk", flat=True))
    listing.dress(page, readable_ids, organization, viewer.today())
    context = {
        "employee": employee,
        "page": page,
        "form": form,
        "is_filtered": is_filtered,
        "can_schedule": rules.can_schedule(viewer, employee),
        "can_add_to_agenda": rules.can_add_to_agenda(viewer, employee),
        "reads_words": bool(readable_ids) or viewer.pk in (employee.pk, employee.manager_id),
        "cadence": listing.cadence_label(employee, organization),
    }
    return render(request, "feedback/history.html", context)


@require_safe
def print_history(request, pk):
    """The same, only those whose words the viewer may read, each on a page of its own; the oldest first."""
    employee, _known, readable = _past_of(request.user, pk)
    ended = readable.filter(state__in=CheckIn.ENDED_STATES)
    ended, form, _is_filtered = _chosen(request, ended, ended)
    page = Paginator(ended.order_by("due_on", "pk"), PRINTED).get_page(request.GET.get("page"))
    past.dress(list(page), request.user)
    context = {"employee": employee, "page": page, "form": form}
    return render(request, "feedback/print_history.html", context)


def _past_of(viewer, pk):
    """The employee, their check-ins that the viewer knows of, and those that they may read."""
    employee = get_object_or_404(
        Employee.objects.visible_to(viewer).select_related("manager", "check_in_schedule"), pk=pk
    )
    in_line = viewer.pk == employee.pk or is_in_line(employee, viewer)
    readable = check_ins(viewer).filter(employee=employee)
    if not in_line and not readable.exists():
        raise Http404
    known = CheckIn.objects.filter(employee=employee).select_related("employee__manager", "manager")
    return employee, known if in_line else known.filter(pk__in=readable.order_by().values("pk")), readable


def _chosen(request, check_ins, readable):
    """Those of the period and with the words that were asked for: words are looked for in what the viewer reads."""
    form = PastForm(request.GET)
    form.is_valid()  # what is wrong stands beside its field, and filters nothing
    wanted = {name: form.cleaned_data.get(name) for name in ("q", "since", "until")}
    check_ins = past.between(check_ins, wanted["since"], wanted["until"])
    if wanted["q"]:
        of_then = past.between(readable, wanted["since"], wanted["until"])
        check_ins = check_ins.filter(pk__in=past.with_words(of_then, wanted["q"], request.user))
    return check_ins, form, any(wanted.values())
