"""What becomes of each of somebody's goals, on one page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.forms.fields import PersonField, TypedField

LATER, GIVE, KEEP, CANCEL, RETURN = "", "give", "keep", "cancel", "return"
STAYS, CARRIES_ON, REALIGN = "stays", "carries-on", "realign"

LEFT = [
    (LATER, _("Decide later")),
    (GIVE, _("Hand over")),
    (KEEP, _("I take it over")),
    (CANCEL, _("Cancel")),
]
LEFT_KEY_RESULT = [
    (LATER, _("Decide later")),
    (RETURN, _("Back to the objective’s owner")),
    (GIVE, _("Hand over")),
    (KEEP, _("I take it over")),
]
FORMER = [
    (LATER, _("Decide later")),
    (STAYS, _("Goes with the person")),
    (GIVE, _("Stays in my team")),
    (CANCEL, _("Cancel")),
]
NEW = [
    (LATER, _("Decide later")),
    (CARRIES_ON, _("Carries on")),
    (REALIGN, _("Please re-align")),
    (CANCEL, _("Cancel")),
]
FORMER_KEY_RESULT = [
    (LATER, _("Decide later")),
    (STAYS, _("Goes with the person")),
    (GIVE, _("Stays in my team")),
    (RETURN, _("Back to the objective’s owner")),
]
NEW_KEY_RESULT = [
    (LATER, _("Decide later")),
    (CARRIES_ON, _("Carries on")),
    (RETURN, _("Back to the objective’s owner")),
]


class DecisionForm(forms.Form):
    """About one goal, `record`. `choices` are those of the page, `parents` what it may be aligned to."""

    action = forms.ChoiceField(label=_("What becomes of it"), required=False, widget=forms.RadioSelect)
    to = PersonField(label=_("To"), required=False)
    parent = forms.TypedChoiceField(
        label=_("Align to"), required=False, coerce=int, empty_value=None, widget=forms.Select(attrs={"class": "input"})
    )
    reason = TypedField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 1, "class": "input"}),
    )

    def __init__(self, *args, record, choices, parents=(), **options):
        super().__init__(*args, **options)
        self.record = record
        self.fields["action"].choices = choices
        self.fields["to"].widget.attrs["list"] = "people"
        self.parents = {each.pk: each for each in parents}
        self.fields["parent"].choices = [("", "–"), *((str(each.pk), each.title) for each in parents)]
        offered = {value for value, _words in choices}
        for name, action in (("to", GIVE), ("parent", REALIGN), ("reason", CANCEL)):
            if action not in offered:
                del self.fields[name]

    def clean(self):
        data = super().clean()
        action = data.get("action")
        if action == GIVE and data.get("to") is None and "to" not in self.errors:
            self.add_error("to", _("Name the new owner."))
        if action == REALIGN and data.get("parent") is None and "parent" not in self.errors:
            self.add_error("parent", _("Choose the objective that it should support."))
        if action == CANCEL and not data.get("reason"):
            self.add_error("reason", _("Say why it is cancelled; the reason stays in its history."))
        return data

    @property
    def action_now(self) -> str:
        """What is chosen, as the page shows it."""
        return self["action"].value() or LATER


class RestForm(forms.Form):
    """Who gets all about which nothing else is said."""

    rest = PersonField(
        label=_("Everything else goes to"),
        required=False,
        help_text=_("Leave it empty to decide one by one. What you choose below for a goal comes first."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["rest"].widget.attrs["list"] = "people"
