"""Results leave as a table: recorded for everybody in it, and told to them, before it is handed out."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.services import News, notify_many
from org.services.reading import record_export
from reviews import exporting, rules
from reviews.exporting import RESULTS, Table
from reviews.models import Cycle, Step
from reviews.models.setting_up import REASON_LIMIT
from reviews.services.cycles import locked, note
from reviews.services.moving import TOLD_AT_ONCE


@transaction.atomic
def export_results(cycle: Cycle, reason: str, *, by) -> Table:
    """Raises ValidationError without a reason, and where there is nothing to read."""
    cycle = locked(cycle)
    if not rules.reads_results(by, cycle):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the people will read it.")})
    if len(reason) > REASON_LIMIT:
        raise ValidationError({"reason": _("This is too long: %(limit)d characters fit.") % {"limit": REASON_LIMIT}})
    table = exporting.results(cycle, by)
    if not table.rows:
        raise ValidationError(_("There is no result that you may read yet: it opens with the release."), code="empty")
    note(cycle, Step.What.EXPORTED, by, after=str(len(table.rows)), reason=reason.strip())
    step = cycle.steps.filter(what=Step.What.EXPORTED, by=by).latest("pk")
    record_export(RESULTS, step.pk, reason, people=table.people, by=by)
    path = reverse("privacy:reading_record")
    news = [News(pk, "review-exported", path, by.pk) for pk in sorted(table.people - {by.pk})]
    for start in range(0, len(news), TOLD_AT_ONCE):
        notify_many(news[start : start + TOLD_AT_ONCE])
    return table
