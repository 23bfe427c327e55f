"""A file brought in the browser: kept between its dry run and Apply, applied once."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goals.files.applying import PlanChangedError, apply
from goals.files.planning import Plan, plan
from goals.models import GoalsImport

State = GoalsImport.State


def plan_of(upload: GoalsImport, by) -> Plan:
    """The dry run against the company as it is now. Raises SpreadsheetError."""
    return plan(bytes(upload.content), upload.file_name, by)


@transaction.atomic
def keep(content: bytes, file_name: str, *, by) -> GoalsImport:
    """Keeps a file that can be read at all; what is wrong in it the dry run says."""
    made = GoalsImport(file_name=file_name[-255:], content=content, uploaded_by=by)
    made.counts = plan(content, made.file_name, by).counts
    made.save()
    return made


def apply_upload(upload: GoalsImport, *, by, shown: str) -> Plan:
    """Applies the file, if it would still do what the dry run with the fingerprint `shown` said.

    Raises PlanChangedError where somebody changed goals meanwhile; refused where it was applied already.
    """
    _refuse_unless_waiting(upload)
    plan = plan_of(upload, by)
    if plan.faults:
        raise ValidationError(_("The file has faults; nothing was applied."), code="faults")
    if plan.fingerprint != shown:
        raise PlanChangedError(plan)
    # In its own transaction, which looks again: of two at once the second finds that nothing is left to do. Should the
    # mark below be lost, the upload waits and says the same.
    plan = apply(plan, by)
    with transaction.atomic():
        upload = _open(upload)
        upload.state, upload.applied_at, upload.counts = State.APPLIED, timezone.now(), plan.counts
        upload.content = b""
        upload.save(update_fields=["state", "applied_at", "counts", "content"])
    return plan


@transaction.atomic
def drop(upload: GoalsImport) -> None:
    upload = _open(upload)
    upload.state, upload.content = State.DROPPED, b""
    upload.save(update_fields=["state", "content"])


def _open(upload: GoalsImport) -> GoalsImport:
    """The upload as it is now, ours until commit: applied or dropped once, however often it is sent."""
    locked = GoalsImport.objects.select_for_update(of=("self",), no_key=True).get(pk=upload.pk)
    _refuse_unless_waiting(locked)
    return locked


def _refuse_unless_waiting(upload: GoalsImport) -> None:
    if upload.state != State.UPLOADED:
        raise ValidationError(
            _("This file is %(state)s already."), params={"state": upload.get_state_display()}, code="state"
        )
