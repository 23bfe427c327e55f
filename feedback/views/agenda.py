from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from drafts.desk import drafted, sending
from feedback import rules, services
from feedback.forms import PointForm
from feedback.models import AgendaItem
from feedback.row import came_from
from feedback.views.common import GET_OR_POST, typed
from org.models import Employee


@GET_OR_POST
@drafted("agenda:{pk}:add")
def agenda(request, pk):
    """What the two want to talk about, with room for one more; of who talked before, what they left open."""
    viewer = request.user
    employee = get_object_or_404(Employee.objects.visible_to(viewer).select_related("manager"), pk=pk)
    points = _open_points(viewer, employee)
    may_add = rules.can_add_to_agenda(viewer, employee)
    if not may_add and not points:
        raise Http404
    if request.method == "POST" and not may_add:
        raise PermissionDenied
    other = employee.manager if viewer.pk == employee.pk else employee
    form = PointForm(typed(request), initial={"reader": other.pk if other else None})
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid() and (done := _added(request, employee, form, other)):
        return done
    context = {"employee": employee, "other": other, "form": form, "points": points, "may_add": may_add}
    context["back"] = came_from(request.GET)
    return render(request, "feedback/agenda.html", context, status=422 if request.method == "POST" else 200)


def _open_points(viewer, employee) -> list[AgendaItem]:
    known = AgendaItem.objects.visible_to(viewer).open().filter(employee=employee)
    return list(known.select_related("author", "manager", "employee"))


def _added(request, employee, form, other):
    try:
        with sending(request):
            words, reader = form.cleaned_data["text"], form.cleaned_data["reader"]
            services.add_point(employee, words, by=request.user, reader=reader)
    except ValidationError as error:
        _refuse(form, error, other)
        return None
    messages.success(request, _("On the agenda. %(name)s sees it.") % {"name": other})
    back = came_from(request.GET)
    return redirect(back) if back else redirect("feedback:agenda", employee.pk)


def _refuse(form, error, reader) -> None:
    """With what the page says now, so that to send it again is to have read it."""
    form.data = form.data.copy()
    form.data["reader"] = str(reader.pk) if reader else ""
    form.add_error("text", error.messages)


def _own(request, pk) -> AgendaItem:
    rows = AgendaItem.objects.visible_to(request.user).select_related("employee__manager", "manager", "check_in")
    point = get_object_or_404(rows, pk=pk)
    if point.author_id != request.user.pk:
        raise PermissionDenied
    return point


@GET_OR_POST
@drafted("agenda:{pk}:edit")
def change_point(request, pk):
    point = _own(request, pk)
    reader = _reader(request.user, point)
    initial = {"text": point.text, "reader": reader.pk, "version": point.version}
    form = PointForm(typed(request), initial=initial)
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid() and (done := _changed(request, point, form, reader)):
        return done
    can_change = rules.can_change_point(request.user, point)
    context = {"point": point, "form": form, "reader": reader, "can_change": can_change}
    return render(request, "feedback/change_point.html", context, status=422 if request.method == "POST" else 200)


def _changed(request, point, form, reader):
    words, reader_id = form.cleaned_data["text"], form.cleaned_data["reader"]
    version = form.cleaned_data["version"] or 0
    try:
        with sending(request):
            services.change_point(point, words, by=request.user, version=version, reader=reader_id)
    except ValidationError as error:
        _refuse(form, error, reader)
        now = AgendaItem.objects.filter(pk=point.pk).values_list("version", flat=True).first()
        form.data["version"] = str(now or 0)
        return None
    messages.success(request, _("Changed. %(name)s sees it.") % {"name": reader})
    return redirect("feedback:agenda", point.employee_id)


def _reader(viewer, point) -> Employee:
    """The other of the two, once it is saved."""
    if viewer.pk != point.employee_id:
        return point.employee
    return point.employee.manager or point.manager


@GET_OR_POST
def remove_point(request, pk):
    point = _own(request, pk)
    if request.method == "POST":
        try:
            services.remove_point(point, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Taken off the agenda."))
        return redirect("feedback:index")
    context = {"point": point, "can_change": rules.can_change_point(request.user, point)}
    return render(request, "feedback/remove_point.html", context)
