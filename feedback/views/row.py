"""All due check-ins in a row: log one, and the next opens."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feedback import row as rows


@require_safe
def row(request):
    """Leads to the next one; where none is left, says how it went and what was put off."""
    found = rows.of(request.user, rows.asked(request.GET))
    if found.left:
        return redirect(found.path_of("log", found.left[0]))
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    context = {"later": found.later, "logged": rows.logged_today(request.user, midnight)}
    return render(request, "feedback/row.html", context)


def row_of(request):
    """The row that a page is part of, None where it stands alone."""
    return rows.of(request.user, rows.asked(request.GET)) if "row" in request.GET else None


def put_off(request, check_in, page):
    """The answer to *Later*: what was typed is kept as a draft, and the next opens. None where it cannot be kept."""
    if page["forms"].has_changed():
        try:
            request.draft.save()
        except ValidationError as refusal:
            page["forms"].is_valid()
            page["forms"].main.add_error(None, refusal.messages)
            return None
        messages.info(request, _("Kept as a draft: %(name)s comes at the end.") % {"name": check_in.employee})
    return redirect(page["row"].path_after(check_in))
