import unicodedata

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from org.models import Absence, Department, Employee, Location
from org.zones import exists, zone_names

# Spaces, ends of lines, and marks that only steer how the letters beside them are shown.
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def shows(text: str) -> bool:
    """Whether there is anything to read in it."""
    return any(unicodedata.category(letter) not in UNSEEN for letter in text)


def date_input(**attrs) -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input short", **attrs})


class DayField(forms.DateField):
    """A day. What is none, such as 30 February, is named: a browser empties the field."""

    widget = date_input()
    default_error_messages = {"required": _("Choose a day.")}

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            words = _("“%(day)s” is no day of the calendar. Write it as year-month-day, such as 2027-02-26.")
            raise ValidationError(words, code="invalid", params={"day": str(value)[:40]}) from error


def _helper(*layout) -> FormHelper:
    """The fields alone: the template draws the form around them, with its one main button."""
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*layout)
    return helper


class InvitationForm(forms.Form):
    """The password that opens an account."""

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )
    password2 = forms.CharField(
        label=_("The same again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Type the same password once more.")},
    )

    def __init__(self, *args, person: Employee, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["password1"].help_text = _("Ten characters or more; not your name, not one that many people use.")
        self.helper = _helper("password1", "password2")

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            raise ValidationError({"password2": _("Type the same password both times.")})
        return cleaned

    def clean_password1(self):
        validate_password(self.cleaned_data["password1"], self.person)
        return self.cleaned_data["password1"]


def zone_choices(person: Employee) -> list[tuple]:
    location = person.location
    usual = location.time_zone if location and exists(location.time_zone) else _("the organisation's")
    return [
        ("", _("My location's (%(zone)s)") % {"zone": usual}),
        *((name, name.replace("_", " ")) for name in sorted(zone_names()) if "/" in name or name == "UTC"),
    ]


def language_choices() -> list[tuple]:
    return [("", _("As my browser asks")), *settings.LANGUAGES]


class AccountForm(forms.ModelForm):
    """What a person decides about themselves; the rest is HR's."""

    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    class Meta:
        model = Employee
        fields = ["preferred_name", "time_zone", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(self.instance)
        self.fields["language"].choices = language_choices()
        self.fields["preferred_name"].help_text = _("What you are called, if it is not your first name.")
        self.fields["time_zone"].help_text = _("Times are shown in it, and mail comes in its morning.")
        self.fields["language"].help_text = _("Of these pages and of the mail you get.")
        self.helper = _helper("preferred_name", Row(Column("time_zone"), Column("language")))


class AbsenceForm(forms.ModelForm):
    class Meta:
        model = Absence
        fields = ["starts_on", "ends_on"]
        labels = {"starts_on": _("First day"), "ends_on": _("Last day")}
        field_classes = {"starts_on": DayField, "ends_on": DayField}
        widgets = {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in fields}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper(Row(Column("starts_on"), Column("ends_on")))


class DirectoryForm(forms.Form):
    """The filter bar: kept in the URL, and wrong values are no filter."""

    q = forms.CharField(label=_("Name, title or e-mail"), required=False, max_length=100)
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department"), required=False, empty_label=_("All departments")
    )
    location = forms.ModelChoiceField(
        Location.objects.all(), label=_("Location"), required=False, empty_label=_("All locations")
    )
    # Chosen by a link: a list of all managers would be as long as the directory.
    manager = forms.ModelChoiceField(Employee.objects.none(), required=False, widget=forms.HiddenInput)
    below = forms.BooleanField(label=_("With everyone under them"), required=False)
    new = forms.BooleanField(label=_("New here"), required=False)
    away = forms.BooleanField(label=_("Away today"), required=False)
    leavers = forms.BooleanField(label=_("People who left too"), required=False)

    def __init__(self, *args, viewer: Employee, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = Employee.objects.visible_to(viewer)
