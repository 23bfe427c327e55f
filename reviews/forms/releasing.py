"""Whose results are released, and when."""

from collections import Counter

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from org.models import Employee
from reviews.forms.base import RefusingForm, date_input
from reviews.forms.cycles import MoveForm, department_choices
from reviews.models import Participant
from reviews.releasing import NOBODY, Choice

EVERYONE, MANAGERS, DEPARTMENTS = "", "managers", "departments"


class ChoiceForm(RefusingForm):
    """Sent by GET, so that the page that asks stands at an address of its own."""

    whom = forms.ChoiceField(
        label=gettext_lazy("Whose results"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (EVERYONE, gettext_lazy("Everyone who waits")),
            (MANAGERS, gettext_lazy("The people of some managers")),
            (DEPARTMENTS, gettext_lazy("Some departments, with all that is in them")),
        ],
    )
    managers = forms.MultipleChoiceField(
        label=gettext_lazy("Managers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    departments = forms.MultipleChoiceField(
        label=gettext_lazy("Departments"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, people: QuerySet[Participant], **kwargs):
        """`people` are those of whom one may choose some."""
        super().__init__(*args, initial={"whom": EVERYONE}, **kwargs)
        counts = people.order_by().values_list("manager").annotate(count=Count("pk")).values_list("manager", "count")
        self.fields["managers"].choices = _managers(dict(counts))
        there = Counter(people.order_by().values_list("department", flat=True))
        self.fields["departments"].choices = department_choices() + (
            [(str(NOBODY), _("Without a department"))] if there[None] else []
        )

    def clean(self):
        cleaned = super().clean()
        whom = cleaned.get("whom")
        if whom and whom not in self.errors and not cleaned.get(whom):
            words = {MANAGERS: _("Choose at least one manager."), DEPARTMENTS: _("Choose at least one department.")}
            self.add_error(whom, words[whom])
        return cleaned

    def choice(self) -> Choice | None:
        """Everyone as long as nothing was sent; None where what was sent is not valid."""
        if not self.is_bound:
            return Choice()
        if not self.is_valid():
            return None
        whom = self.cleaned_data["whom"]
        ids = tuple(sorted(int(pk) for pk in self.cleaned_data[whom])) if whom else ()
        return Choice(ids if whom == MANAGERS else (), ids if whom == DEPARTMENTS else ())


def _managers(counts: dict[int | None, int]) -> list[tuple[str, str]]:
    known = Employee.objects.filter(pk__in=[pk for pk in counts if pk]).by_name()
    words = _("%(name)s (%(count)d)")
    found = [(str(each.pk), words % {"name": each, "count": counts[each.pk]}) for each in known]
    if None in counts:
        found.append((str(NOBODY), words % {"name": _("Without a manager"), "count": counts[None]}))
    return found


class ReleaseForm(MoveForm):
    on = forms.DateField(
        label=gettext_lazy("Release on"),
        widget=date_input(),
        required=False,
        help_text=gettext_lazy("Left empty: now. On a day to come it is done at its start, where the organisation is."),
    )
    # How many the page named.
    count = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    field_order = ["on", "reason", "count"]
