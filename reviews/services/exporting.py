"""Results leave as a table: recorded for everybody in it, and told to them, before it is handed out."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.services import News, notify_many
from org.services.reading import record_export
from reviews import exporting, rules
from reviews.exporting import RESULTS, Table
from reviews.models import Cycle, Step
from reviews.models.setting_up import REASON_LIMIT
from reviews.services.cycles import locked, note
from reviews.told import TOLD_AT_ONCE


def export_results(cycle: Cycle, reason: str, *, by, at_most: int | None = None) -> Table:
    """Raises ValidationError without a reason, and where there is nothing to read. The table is read before anything
    is locked, and its record is of exactly what is in it. More than `at_most` rows are refused: nothing is recorded.
    """
    if not rules.reads_results(by, cycle):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the people will read it.")})
    if len(reason) > REASON_LIMIT:
        raise ValidationError({"reason": _("This is too long: %(limit)d characters fit.") % {"limit": REASON_LIMIT}})
    begun = timezone.now()
    table = exporting.results(cycle, by)
    if not table.rows:
        raise ValidationError(_("There is no result that you may read yet: it opens with the release."), code="empty")
    if at_most is not None and len(table.rows) > at_most:
        words = _("These are %(rows)s rows; an Excel file is made of %(most)s at most. Choose CSV, Excel opens it too.")
        raise ValidationError({"ending": words % {"rows": len(table.rows), "most": at_most}})
    _record(cycle, table, reason, by, begun)
    return table


@transaction.atomic
def _record(cycle: Cycle, table: Table, reason: str, by, begun: datetime) -> None:
    """Whoever recalls holds the cycle too: a recall comes before this, and is seen here, or is refused after it."""
    cycle = locked(cycle)
    if not rules.reads_results(by, cycle):
        raise PermissionDenied
    if cycle.releases.filter(recalled_at__gte=begun).exists():
        raise ValidationError(_("A release was recalled at this very moment. Export once more."), code="recalled")
    note(cycle, Step.What.EXPORTED, by, after=str(len(table.rows)), reason=reason.strip())
    step = cycle.steps.filter(what=Step.What.EXPORTED, by=by).latest("pk")
    record_export(RESULTS, step.pk, reason, people=table.people, by=by)
    path = reverse("privacy:reading_record")
    news = [News(pk, "review-exported", path, by.pk) for pk in sorted(table.people - {by.pk})]
    for start in range(0, len(news), TOLD_AT_ONCE):
        notify_many(news[start : start + TOLD_AT_ONCE])
