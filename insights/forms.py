from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import DayField, WordsField
from insights.coverage import weeks
from insights.models.dismissal import REASON_LIMIT

EARLIEST = date(2000, 1, 1)  # before it a time zone has no evening for every day, and nobody a record


class DismissForm(forms.Form):
    reason = WordsField(
        label=_("Why it needs nothing for now"),
        limit=REASON_LIMIT,
        required=True,
        error_messages={"required": _("Say why: whoever sees it here reads that.")},
    )
    until = DayField(label=_("Until"), error_messages={"required": _("Choose the last day of it.")})

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.day = day

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until < self.day:
            raise forms.ValidationError(_("Choose a day from today on."))
        return until


class CoverageForm(forms.Form):
    """Which days the report is about; without them it is a period, else the last quarter of a year."""

    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if self.errors or not (first or last):
            return
        last = self.cleaned_data["last"] = last or self.today
        if first is None:
            self.add_error("first", _("Choose the first day as well."))
        elif first < EARLIEST:
            self.add_error("first", _("Choose a day from the year 2000 on."))
        elif last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif (last - first).days // 7 >= weeks.MOST:
            self.add_error("last", _("Choose two years at most."))

    @property
    def chosen(self) -> weeks.Span | None:
        """The weeks of these days; None where none were chosen."""
        if not self.is_valid() or not self.cleaned_data["first"]:
            return None
        return weeks.between(self.cleaned_data["first"], self.cleaned_data["last"], self.today)
