from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from goals.models import Process
from goals.services import common
from org.imports.cells import clean


@transaction.atomic
def create_process(*, by, name: str, owner, department) -> Process:
    common.refuse_leaver(owner)
    return _saved(Process(name=clean(name), owner=owner, department=department), by)


@transaction.atomic
def edit_process(process: Process, *, by, name: str, owner, department) -> Process:
    process = _locked(process)
    if owner.pk != process.owner_id:
        common.refuse_leaver(owner)
    process.name, process.owner, process.department = clean(name), owner, department
    return _saved(process, by)


@transaction.atomic
def end_process(process: Process, *, by, day: date) -> Process:
    """No new objectives from `day` on; twice changes nothing. What has objectives is ended, never deleted."""
    process = _locked(process)
    if not process.has_ended(day):
        process.ended_on = day
        _saved(process, by)
    return process


@transaction.atomic
def resume_process(process: Process, *, by) -> Process:
    process = _locked(process)
    if process.ended_on is not None:
        process.ended_on = None
        _saved(process, by)
    return process


def _locked(process: Process) -> Process:
    return Process.objects.select_for_update(of=("self",), no_key=True).select_related("owner").get(pk=process.pk)


def _saved(process: Process, by) -> Process:
    process._history_user = by
    try:
        process.full_clean()
    except ValidationError as error:
        # The name that another process has is a constraint of the table, which names no field.
        raise ValidationError({"name": error.messages}) from error
    process.save()
    return process
