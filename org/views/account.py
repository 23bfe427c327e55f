from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from org.forms import AbsenceForm, AccountForm
from org.models import Absence, Employee, Organization
from org.services import people


@require_http_methods(["GET", "HEAD", "POST"])
def account(request):
    me = Employee.objects.select_related("department", "location", "manager").get(pk=request.user.pk)
    form = AccountForm(request.POST if request.method == "POST" else request.resumed or None, instance=me)
    if request.method == "POST" and form.is_valid():
        people.edit(me, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("org:account")
    context = {
        "form": form,
        "me": request.user,
        "cadence": me.get_cadence_display() or Organization.objects.current().get_cadence_display(),
        "absences": Absence.objects.filter(employee=me, ends_on__gte=request.user.today()),
        "absence_form": AbsenceForm(prefix="absence"),
    }
    return render(request, "org/account.html", context, status=422 if form.errors and request.method == "POST" else 200)
