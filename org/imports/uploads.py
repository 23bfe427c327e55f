"""A file brought in the browser: kept between upload, headings, dry run and Apply; applied once."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from org.imports import apply as applying
from org.imports import headings
from org.imports.apply import CompanyChangedError
from org.imports.company import demo_refusal
from org.imports.identity import Answers
from org.imports.plan import Options, Plan, columns_of, make, recognises
from org.imports.spreadsheet import Table, read_table
from org.models import Employee, HeadingMemory, Organization, PeopleImport

State = PeopleImport.State
CHANGED = _("People were changed since this dry run. Look at the new one, then apply it.")


def refuse_demo() -> None:
    if Organization.objects.current().is_demo or Employee.objects.filter(is_demo=True).exists():
        raise ValidationError(demo_refusal(), code="demo")


def keep(content: bytes, file_name: str, *, complete: bool, by: Employee) -> PeopleImport:
    """Keeps a file that can be read at all. Raises SpreadsheetError, and ValidationError in a demo company."""
    refuse_demo()
    read_table(content, recognises({}))
    return PeopleImport.objects.create(file_name=file_name[-255:], content=content, complete=complete, uploaded_by=by)


def table_of(upload: PeopleImport) -> tuple[Table, headings.Columns]:
    """The file and what each of its columns is so far."""
    table = read_table(bytes(upload.content), recognises(upload.headings))
    return table, columns_of(table, upload.headings)


@transaction.atomic
def choose(upload: PeopleImport, chosen: dict[str, str], *, dates: str, complete: bool) -> PeopleImport:
    """`chosen` are the headings that HR corrected, heading → field or ""; the next upload knows them."""
    upload = _open(upload)
    upload.headings = {**upload.headings, **chosen}
    upload.dates, upload.complete = dates, complete
    upload.save(update_fields=["headings", "dates", "complete"])
    for heading, name in chosen.items():
        HeadingMemory.objects.update_or_create(heading=headings.key(heading), defaults={"field": name})
    return upload


@transaction.atomic
def answer(upload: PeopleImport, answers: dict[str, str]) -> None:
    upload = _open(upload)
    upload.answers = {**upload.answers, **answers}
    upload.save(update_fields=["answers"])


def plan_of(upload: PeopleImport, *, by: Employee) -> Plan:
    """The dry run against the company as it is now. Raises SpreadsheetError."""
    said = {
        kind: frozenset(email for email, answered in upload.answers.items() if answered == kind)
        for kind in ("returned", "another")
    }
    options = Options(upload.complete, upload.dates, upload.headings, Answers(**said), by.pk)
    return make(bytes(upload.content), options)


def fingerprint(plan: Plan, upload: PeopleImport) -> str:
    """What the dry run shows was computed from: the company, the file, and what HR said about it."""
    said = (upload.pk, upload.complete, sorted(upload.answers.items()), sorted(plan.columns.by_field.items()))
    return hashlib.sha256(repr((plan.company.fingerprint, plan.formats.chosen, said)).encode()).hexdigest()


def apply(upload: PeopleImport, *, by: Employee, shown: str, many_may_leave: bool) -> Plan:
    """Applies the file, if it would still do what the dry run with the fingerprint `shown` said.

    Raises ValidationError; its code is `changed` where the dry run is to be looked at anew.
    """
    refuse_demo()
    _refuse_settled(upload)
    plan = plan_of(upload, by=by)  # before the transaction: thinking takes longer than writing
    if fingerprint(plan, upload) != shown:
        raise ValidationError(CHANGED, code="changed")
    if plan.leaves_many and not many_may_leave:
        many = _("More than one person in ten would leave at once. Tick that this is right.")
        raise ValidationError(many, code="many")
    try:
        with transaction.atomic():
            upload = _open(upload)
            applying.apply(plan, by=by, file_name=upload.file_name)
            upload.state, upload.applied_at, upload.counts = State.APPLIED, timezone.now(), plan.counts
            _forget(upload)
    except CompanyChangedError as error:
        raise ValidationError(CHANGED, code="changed") from error
    return plan


@transaction.atomic
def drop(upload: PeopleImport) -> None:
    upload = _open(upload)
    upload.state = State.DROPPED
    _forget(upload)


def _forget(upload: PeopleImport) -> None:
    """What it did is in everybody's history; the file itself is people's data that nobody needs any more."""
    upload.content, upload.answers = b"", {}
    upload.save()


def _open(upload: PeopleImport) -> PeopleImport:
    """The upload as it is now, ours until commit: applied or dropped once, however often it is sent."""
    locked = PeopleImport.objects.select_for_update(of=("self",), no_key=True).get(pk=upload.pk)
    _refuse_settled(locked)
    return locked


def _refuse_settled(upload: PeopleImport) -> None:
    if upload.state != State.UPLOADED:
        raise ValidationError(
            _("This file is %(state)s already."), params={"state": upload.get_state_display()}, code="state"
        )
