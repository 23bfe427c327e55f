"""Fields that take what people type: a number in any manner, a person by e-mail or name."""

from decimal import Decimal
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from goals import numbers
from org.forms import shows
from org.models import Employee


class TypedField(forms.CharField):
    """What a person types; where nothing of it can be seen, nothing.

    The browser may not cut it at `max_length`: what is too long is kept, and said in words.
    """

    default_error_messages = {
        "max_length": _(
            "This is %(show_value)d characters long, and %(limit_value)d fit. Nothing is lost: shorten it here."
        )
    }

    def to_python(self, value):
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")  # a new line is one character
        return text if shows(text) else ""

    def widget_attrs(self, widget):
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class NumberField(TypedField):
    """“12,5”, “1 250”, where it counts in `percent` “40 %” → Decimal; None where it is empty and need not be filled."""

    default_error_messages = {"required": _("Write a number.")}

    def __init__(self, *, percent=False, **options):
        super().__init__(**({"max_length": 60} | options))
        self.percent = percent
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "input number"})

    def clean(self, value):
        text = super().clean(value)
        return as_typed(text, percent=self.percent) if text else None

    def prepare_value(self, value):
        return numbers.plain(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "").strip()


class ScoreField(NumberField):
    """From 0 to 1. A score in percent is answered by how it is written here: without its sign it would be too large."""

    OUTSIDE = _("A score is between 0 and 1. Write 70 percent as 0.7.")

    def clean(self, value):
        try:
            score = super().clean(value)
        except ValidationError as error:
            raise ValidationError(self.OUTSIDE, code="score") if error.code == "percent" else error from None
        if score is not None and not 0 <= score <= 1:
            raise ValidationError(self.OUTSIDE, code="score")
        return score


def as_typed(text: str, *, percent: bool, shown: str = "") -> Decimal:
    """In the writer's manner. What the page had `shown` is in ours, a point for decimals."""
    comma = formats.get_format("DECIMAL_SEPARATOR") == ","
    return numbers.parse(text, percent=percent, comma=comma and text != shown)


def read_with_a_point(forms) -> list[str]:
    """What was typed newly in these forms as “1.234” and recorded as little above one."""
    return [
        text
        for form in forms
        if form.is_bound
        for name, field in form.fields.items()
        if isinstance(field, NumberField) and name in form.changed_data
        for text in [str(form[name].value() or "").strip()]
        if numbers.could_be_thousands(text)
    ]


def key_field() -> forms.CharField:
    """The form's own, new with each page: what is sent twice is done once (`goals.views.common.sent_form`)."""
    return forms.CharField(widget=forms.HiddenInput, required=False, initial=uuid4)


def label_of(person: Employee) -> str:
    return f"{person} <{person.email}>"


class PersonField(TypedField):
    """Somebody who works here: “Ana Souza <ana@…>”, the e-mail alone, or the name where nobody else has it."""

    default_error_messages = {"required": _("Name somebody: type the e-mail address or the name.")}

    def __init__(self, *, suggested=(), **options):
        super().__init__(**({"max_length": 600} | options))
        self.suggested = suggested
        self.widget.attrs.update({"autocomplete": "off", "class": "input"})

    def prepare_value(self, value):
        return label_of(value) if isinstance(value, Employee) else value

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "").strip()

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        address = text.rpartition("<")[2].rstrip("> ") if "<" in text else text
        people = Employee.objects.select_related("manager", "department", "location")
        found = list(people.filter(email__iexact=address)[:2]) if "@" in address else _by_name(people, text)
        if not found:
            raise ValidationError(_("Nobody here is “%(text)s”. Type the e-mail address."), params={"text": text[:80]})
        if len(found) > 1:
            raise ValidationError(
                _("More than one person is called “%(text)s”. Type the e-mail address."), params={"text": text[:80]}
            )
        if found[0].is_leaver():
            raise ValidationError(
                _("%(person)s has left. Choose somebody who works here."), params={"person": found[0]}
            )
        return found[0]


def _by_name(people, text: str) -> list[Employee]:
    name = " ".join(text.split())
    people = people.annotate(
        known_as=Concat("preferred_name", Value(" "), "last_name"),
        full_name=Concat("first_name", Value(" "), "last_name"),
    )
    return list(people.filter(Q(known_as__iexact=name) | Q(full_name__iexact=name)).order_by("pk")[:2])
