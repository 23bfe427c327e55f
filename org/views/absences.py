from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from org import rules
from org.forms import AbsenceForm
from org.models import Absence, Employee
from org.services import absences


@require_http_methods(["GET", "HEAD", "POST"])
def add_absence(request, pk):
    person = get_object_or_404(Employee.objects.visible_to(request.user), pk=pk)
    if not rules.can_edit_absences(request.user, person):
        raise PermissionDenied
    form = AbsenceForm(request.POST if request.method == "POST" else request.resumed or None, prefix="absence")
    if request.method == "POST" and form.is_valid():
        absences.add(person, by=request.user, **form.cleaned_data)
        messages.success(request, _("The absence is noted. No reminders go out during it."))
        return _back_to(request, person)
    status = 422 if form.errors and request.method == "POST" else 200
    return render(request, "org/absence.html", {"form": form, "person": person}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_absence(request, pk):
    visible = Absence.objects.visible_to(request.user).select_related("employee")
    absence = get_object_or_404(visible, pk=pk)
    if not rules.can_edit_absences(request.user, absence.employee):
        raise PermissionDenied
    if request.method == "POST":
        absences.remove(absence, by=request.user)
        messages.success(request, _("The absence is removed."))
        return _back_to(request, absence.employee)
    return render(request, "org/remove_absence.html", {"absence": absence, "person": absence.employee})


def _back_to(request, person):
    return redirect("org:account") if person.pk == request.user.pk else redirect(person)
