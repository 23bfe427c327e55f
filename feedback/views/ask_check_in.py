from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from feedback import rules, services
from feedback.models import AskedCheckIn
from feedback.views.common import GET_OR_POST
from org.models import Employee


@GET_OR_POST
def ask_check_in(request, pk):
    """That this employee and their manager talk soon; what was asked already says so."""
    viewer = request.user
    people = Employee.objects.visible_to(viewer).select_related("manager__location", "location", "department")
    employee = get_object_or_404(people, pk=pk)
    if not rules.can_ask_check_in(viewer, employee):
        raise PermissionDenied
    if request.method == "POST":
        services.ask_check_in(employee, by=viewer)
        names = {"manager": employee.manager, "employee": employee}
        if viewer.pk == employee.pk:
            messages.success(request, _("Asked. %(manager)s is told.") % names)
            return redirect("feedback:index")
        messages.success(request, _("Asked. %(manager)s and %(employee)s are told.") % names)
        return redirect(employee)
    asked = AskedCheckIn.objects.open().filter(employee=employee, by=viewer).first()
    return render(request, "feedback/ask_check_in.html", {"employee": employee, "asked": asked})
