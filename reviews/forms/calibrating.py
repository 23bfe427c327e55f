from django import forms
from django.utils.translation import gettext_lazy as _

from goals.forms.fields import PersonField
from reviews.calibration import PURPOSES, Person
from reviews.forms.base import RefusingForm, WordsField
from reviews.models import Level
from reviews.models.calibration import NOTE_LIMIT
from reviews.models.setting_up import REASON_LIMIT


class CalibrateForm(RefusingForm):
    """The levels that shall stand, and one reason for what is new. `seen` is what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = WordsField(label=_("Reason"), limit=REASON_LIMIT, rows=3)

    def __init__(self, data, *, person: Person, levels: dict[str, list[Level]], wished: dict[str, str]):
        standing = {each: person.ratings[each].stands for each in levels}
        first: dict = {each: wished.get(each) or (level and level.pk) for each, level in standing.items()}
        super().__init__(data, initial=first | {"seen": person.version})
        self.person = person
        for purpose in levels:
            self.fields[purpose] = forms.ChoiceField(
                label={"performance": _("Performance"), "potential": _("Potential")}[purpose],
                choices=[(level.pk, level.label) for level in levels[purpose]],
                widget=forms.RadioSelect,
                required=False,
            )
        self.order_fields([*levels, "reason", "seen"])
        self.levels = levels

    @property
    def rated(self) -> list[tuple]:
        """(field, rating, [(radio, level)]) for each that calibration takes."""
        return [
            (self[each], self.person.ratings[each], list(zip(self[each], levels, strict=True)))
            for each, levels in self.levels.items()
        ]

    def wanted(self) -> dict[str, int]:
        """Purpose → the level that is another one than stands."""
        found = {}
        for purpose in self.levels:
            chosen, stands = self.cleaned_data.get(purpose), self.person.ratings[purpose].stands
            if chosen and (stands is None or int(chosen) != stands.pk):
                found[purpose] = int(chosen)
        return found

    def versions(self) -> dict[str, int]:
        parts = str(self.cleaned_data.get("seen", "")).split("-")
        known = [int(part) if part.isdecimal() and len(part) < 9 else -1 for part in parts]
        return dict(zip(PURPOSES, [*known, -1, -1], strict=False))


class NoteForm(RefusingForm):
    text = WordsField(label=_("Note"), limit=NOTE_LIMIT, rows=5)


class GroupForm(RefusingForm):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Give the group a name.")})
    departments = forms.MultipleChoiceField(
        label=_("Departments"), required=False, help_text=_("Of whom is in no group yet; none chosen: everybody.")
    )


class FacilitatorForm(RefusingForm):
    person = PersonField(label=_("Person"), help_text=_("Name or e-mail; never oneself."))
