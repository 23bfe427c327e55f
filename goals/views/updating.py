"""Everything that a person keeps, updated on one page."""

import re

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drafts.desk import drafted, sending
from goals import keeping
from goals.files import downloads
from goals.forms import BulkRowForm, DayForm
from goals.models import KeyResult, Objective
from goals.views import rows
from goals.views.common import answer, posted, say_readings

_ROW = re.compile(r"kr(\d{1,17})-value")


def _place(request) -> str:
    return "key-result:all:update" if request.GET.get("all") == "1" else "key-result:own:update"


@require_http_methods(["GET", "POST"])
@drafted(_place)
def update_all(request):
    acting, viewer = request.GET.get("all") == "1", request.user
    key_results = list(keeping.to_update(viewer, acting=acting, also=_sent(request)))
    if ending := downloads.wanted(request):
        return _download(request, key_results, ending)
    forms = rows.row_forms(request, key_results, BulkRowForm)
    day_form = DayForm(posted(request), today=viewer.today())
    request.draft.fill(day_form, *forms)
    if forms and not forms[0].is_bound:
        forms[0].begin_at_value(in_row=False)
    written = sum(form.is_bound for form in forms)
    if request.method == "POST" and _record(request, forms, day_form):
        messages.success(request, rows.recorded(written))
        say_readings(request, *forms)
        return redirect(request.get_full_path())
    context = {
        "forms": forms,
        "day_form": day_form,
        "acting": acting,
        "nothing": request.method == "POST" and not written,
        "refused": [form for form in forms if form.is_bound and form.errors],
    }
    return answer(request, "goals/update_all.html", context, invalid=True)


def _sent(request) -> set[int]:
    """The key results that the sent page had, whatever became of them since."""
    return {int(found[1]) for name in posted(request) or () if (found := _ROW.fullmatch(name))}


def _record(request, forms, day_form) -> bool:
    if not day_form.is_valid():
        # What else is wrong is said at once too.
        for form in forms:
            form.is_valid()
        return False
    return rows.record(forms, by=request.user, day=day_form.cleaned_data["day"], within=sending(request))


def _download(request, key_results, ending):
    shown = KeyResult.objects.filter(pk__in=[each.pk for each in key_results])
    objectives = Objective.objects.filter(pk__in={each.objective_id for each in key_results})
    name = _("key results to update")
    return downloads.download(objectives, ending, name, viewer=request.user, key_results=shown)
