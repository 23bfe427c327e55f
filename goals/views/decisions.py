"""Decisions about many goals in one form: its rows, and what was refused."""

import re
from collections.abc import Iterable

from goals.forms import DecisionForm, refuse
from goals.forms.decisions import LATER
from goals.services import whole
from goals.views.common import posted
from org.models import Employee

SUGGESTED = 50


def sent(request, letter: str) -> set[int]:
    """The ids of the rows that were sent, whatever became of them since."""
    row = re.compile(rf"{letter}(\d{{1,17}})-action")
    return {int(found[1]) for name in posted(request) or () if (found := row.fullmatch(name))}


def row_forms(request, letter: str, records: Iterable, choices, **options) -> list[DecisionForm]:
    """A form for each; one that came after the page was shown is not in what was sent."""
    data = posted(request)
    forms = []
    for record in records:
        prefix = f"{letter}{record.pk}"
        was_sent = data is not None and f"{prefix}-action" in data
        settings = {"record": record, "choices": choices, "prefix": prefix, "use_required_attribute": False}
        settings["initial"] = {"action": LATER}
        forms.append(DecisionForm(data if was_sent else None, **settings, **options))
    return forms


def left(forms, decided) -> dict[str, list[str]]:
    """What was typed in rows about which nothing is `decided` yet, as it was sent: a reason begun, a name."""
    found = {}
    for form in forms:
        if form.is_bound and form not in decided and any(form[name].value() for name in form.fields):
            found |= {form.add_prefix(name): [form[name].value() or ""] for name in form.fields}
    return found


def refuse_rows(forms, refused: whole.RowsRefusedError) -> None:
    for place, error in refused.rows.items():
        refuse(forms[place], error)


def wrong(forms) -> list[DecisionForm]:
    return [form for form in forms if form.is_bound and form.errors]


def team_of(viewer) -> list[Employee]:
    return [viewer, *Employee.objects.filter(manager=viewer).present().by_name()[:SUGGESTED]]
