from collections.abc import Iterable
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import WordsField
from feedback.models import CheckIn, CompanyValue, Feedback
from feedback.models.feedback import PROMPTS, REPLY_LIMIT
from feedback.services import NewFeedback
from goals.models import Objective
from org.models import Department, Employee

LINKS_SHOWN = 40
CHECK_INS_SHOWN = 8


class PeoplePicker(forms.CheckboxSelectMultiple):
    def id_for_label(self, id_, index=None):
        """Where an error leads: to the search."""
        return "id_find"


class PeopleField(forms.Field):
    """Ids of people, ticked in a list that a search by name brought."""

    widget = PeoplePicker

    def clean(self, value) -> list[Employee]:
        return chosen_people(value)


def chosen_people(ids: Iterable) -> list[Employee]:
    """Those of the ids that are people, by name. What is no id is nobody."""
    wanted = {int(each) for each in ids or [] if str(each).isascii() and str(each).isdigit() and len(str(each)) < 18}
    people = Employee.objects.filter(pk__in=wanted).select_related("manager__location", "location", "department")
    return list(people.by_name()) if wanted else []


def whole(value) -> int | None:
    return int(value) if value else None


class PromptsForm(forms.Form):
    """What is said: praise or advice, by four prompts of which one is enough."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Feedback.Kind, widget=forms.RadioSelect)
    situation = WordsField(label=_("Situation"), rows=2)
    behaviour = WordsField(label=_("Behaviour"), rows=2)
    impact = WordsField(label=_("Impact"), rows=2)
    suggestion = WordsField(label=_("Suggestion"), rows=2)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    # Of whom the page said that they will read it (`readers.stamp`).
    read_by = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {"kind": Feedback.Kind.PRAISE, "key": uuid4(), **self.initial}

    def clean_key(self):
        return self.cleaned_data["key"] or uuid4()

    def clean(self):
        cleaned = super().clean()
        wrong = any(name in self.errors for name in PROMPTS)
        if not wrong and not any(cleaned.get(name, "").strip() for name in PROMPTS):
            self.add_error("situation", _("Write something in at least one of the four."))
        return cleaned

    def refuse(self, error: ValidationError) -> None:
        """Beside the field that the service named by the error's code."""
        for each in error.error_list:
            self.add_error(each.code if each.code in self.fields else None, each)


class GiveForm(PromptsForm):
    to = PeopleField(label=_("To"), required=False)
    audience = forms.ChoiceField(label=_("Who reads it"), choices=Feedback.Audience, widget=forms.RadioSelect)
    value = forms.TypedChoiceField(label=_("Value it showed"), required=False, coerce=whole, empty_value=None)
    objective = forms.TypedChoiceField(label=_("Objective"), required=False, coerce=whole, empty_value=None)
    check_in = forms.TypedChoiceField(label=_("Check-in"), required=False, coerce=whole, empty_value=None)

    field_order = ("to",)
    nobody = _("One person, or up to ten: each gets their own and does not see the others.")

    def __init__(self, *args, viewer: Employee, **kwargs):
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.initial = {"audience": Feedback.Audience.RECIPIENT, **self.initial}
        self.values = list(CompanyValue.objects.in_use())
        none = ("", _("None in particular"))
        self.fields["value"].choices = [none] + [(value.pk, value.name) for value in self.values]

    def offer_links(self) -> None:
        """What it can be about, once it is known to whom it goes: call it when the form has what was typed."""
        self.people = chosen_people(self["to"].value())
        none = ("", _("None"))
        self.fields["objective"].choices = [none] + [(each.pk, each.title) for each in self._objectives()]
        self.fields["check_in"].choices = [none] + [(each.pk, str(each)) for each in self._check_ins()]

    def _objectives(self) -> list[Objective]:
        owners = [self.viewer, *self.people]
        rows = Objective.objects.visible_to(self.viewer).filter(state=Objective.State.ACTIVE, owner__in=owners)
        return list(rows.order_by("-period__starts_on", "title", "pk")[:LINKS_SHOWN])

    def _check_ins(self) -> list[CheckIn]:
        """Those that the giver held with the one to whom it goes."""
        rows = CheckIn.objects.visible_to(self.viewer).filter(state=CheckIn.State.DONE).select_related("employee")
        ids = [person.pk for person in self.people]
        held = rows.filter(employee__in=ids, manager=self.viewer) | rows.filter(employee=self.viewer, manager__in=ids)
        return list(held.order_by("-held_on", "-pk")[:CHECK_INS_SHOWN]) if len(ids) == 1 else []

    def chosen(self, name: str, among: type) -> str:
        """What stands in a field of choice now, as far as it is one of `among`."""
        value = self[name].value()
        return value if value in among.values else among.values[0]

    def new_feedback(self) -> NewFeedback:
        cleaned = self.cleaned_data
        links = {f"{name}_id": cleaned[name] for name in ("value", "objective", "check_in")}
        return NewFeedback(**{name: cleaned[name] for name in (*PROMPTS, "kind", "audience")}, **links)


class ReplyForm(forms.Form):
    text = WordsField(
        label=_("Your reply"),
        limit=REPLY_LIMIT,
        rows=3,
        required=True,
        error_messages={"required": _("Write something first.")},
    )


class BoxForm(forms.Form):
    """The filters of a list."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Praise and advice")), *Feedback.Kind.choices]
    )
    kept = forms.BooleanField(label=_("Bookmarked"), required=False)

    def filters(self) -> dict:
        self.is_valid()  # a filter that is not understood is none
        return {name: value for name, value in self.cleaned_data.items() if value}


class WallForm(forms.Form):
    value = forms.ModelChoiceField(
        CompanyValue.objects.all(), label=_("Value"), required=False, empty_label=_("All values")
    )
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department"), required=False, empty_label=_("All departments")
    )

    def filters(self) -> dict:
        self.is_valid()  # a filter that is not understood is none
        return {name: value for name, value in self.cleaned_data.items() if value}
