"""What the forms of this app share."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class WordsField(forms.CharField):
    """A long text. The browser may not cut it at the limit: what is too long is kept, and said in a sentence."""

    def __init__(self, *, limit: int, rows: int = 3, **options):
        self.limit = limit
        super().__init__(**{"required": False, "widget": forms.Textarea(attrs={"rows": rows}), **options})

    def clean(self, value):
        text = super().clean(value).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > self.limit:
            raise ValidationError(
                _("This is %(length)d characters long, and %(limit)d fit. Nothing is lost: shorten it here."),
                params={"length": len(text), "limit": self.limit},
            )
        return text


def date_input(**attrs) -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


class RefusingForm(forms.Form):
    """A form that shows what a service refuses, beside the field that it is about where there is one."""

    # The rows of a table, each a list of names of its fields; they are drawn apart from the others.
    table: tuple[tuple[str, ...], ...] = ()

    def refuse(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        in_table = {name for row in self.table for name in row}
        return [self[name] for name in self.fields if name not in in_table]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in row] for row in self.table]

    @property
    def mistakes(self) -> Iterable[dict]:
        """For the summary above: the field's id and label, and the words."""
        found = [{"id": "", "label": "", "words": words} for words in self.non_field_errors()]
        for field in self:
            found += [{"id": field.id_for_label, "label": field.label, "words": words} for words in field.errors]
        return found
