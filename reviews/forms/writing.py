"""The form of one review, made of what its template asks; and the subject's answer to the result."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from reviews import answering
from reviews.answering import Asked, Given
from reviews.forms.base import RefusingForm, WordsField
from reviews.models import Acknowledgement
from reviews.models.acknowledgement import COMMENT_LIMIT
from reviews.models.review import ANSWER_LIMIT
from reviews.models.setting_up import REASON_LIMIT


@dataclass
class Shown:
    """A question with its field; for a rating the levels with their radio buttons."""

    asked: Asked
    field: forms.BoundField

    @property
    def options(self) -> list[tuple]:
        return list(zip(self.field, self.asked.levels, strict=True))


class WriteForm(RefusingForm):
    """`text_7` and `level_7` are the answers to question 7. `given` is what was submitted before."""

    def __init__(
        self, data, *, asked: list[Asked], given: Mapping[int, Given] | None = None, has_reason: bool = False
    ):
        super().__init__(data, initial=self._begun(asked, given or {}))
        self.asked = asked
        for each in asked:
            name, words = self.name_of(each), each.question.words
            if each.levels:
                self.fields[name] = forms.ChoiceField(
                    label=words,
                    required=False,
                    widget=forms.RadioSelect,
                    choices=[(level.pk, level.label) for level in each.levels],
                )
            else:
                self.fields[name] = WordsField(label=words, limit=ANSWER_LIMIT, rows=6)
        if len(self.texts) > 1:
            # With JavaScript a citation goes where the cursor stands.
            into = [(name, Truncator(str(self.fields[name].label)).chars(60)) for name in self.texts]
            self.fields["cite_into"] = forms.ChoiceField(label=_("Cite in"), required=False, choices=into)
        if has_reason:
            self.fields["reason"] = WordsField(label=_("Why a rating changed"), limit=REASON_LIMIT, rows=2)

    @classmethod
    def _begun(cls, asked: list[Asked], given: Mapping[int, Given]) -> dict:
        there = {cls.name_of(each): given[each.question.pk] for each in asked if each.question.pk in given}
        return {name: answer.level or answer.text for name, answer in there.items()}

    @property
    def texts(self) -> list[str]:
        """The names of the fields in which one writes."""
        return [self.name_of(each) for each in self.asked if not each.levels]

    @property
    def written(self) -> str:
        """All that stands in them, as the form is shown."""
        return "\n".join(str(self[name].value() or "") for name in self.texts)

    @staticmethod
    def name_of(asked: Asked) -> str:
        return f"{'level' if asked.levels else 'text'}_{asked.question.pk}"

    @property
    def sections(self) -> list[tuple]:
        shown = [Shown(each, self[self.name_of(each)]) for each in self.asked]
        return [(section, list(rows)) for section, rows in groupby(shown, key=lambda each: each.asked.section)]

    @property
    def reason(self) -> forms.BoundField | None:
        return self["reason"] if "reason" in self.fields else None

    @property
    def answered(self) -> int:
        """How many have an answer in the form as it is shown."""
        return len([each for each in self.asked if str(self[self.name_of(each)].value() or "").strip()])

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.asked)

    def given(self) -> dict[int, Given]:
        found = {}
        for each in self.asked:
            value = self.cleaned_data.get(self.name_of(each)) or ""
            found[each.question.pk] = Given(level=int(value)) if each.levels and value else Given(text=value)
        return found

    def clean(self):
        cleaned = super().clean()
        names = {each.question.pk: self.name_of(each) for each in self.asked}
        for pk, words in answering.faults_of(self.asked, self.given()).items():
            if names[pk] not in self.errors:
                self.add_error(names[pk], words)
        return cleaned

    def refuse(self, error: ValidationError) -> None:
        """Of the service, which names questions by their ids."""
        names = {str(each.question.pk): self.name_of(each) for each in self.asked}
        names["reason"] = "reason"
        if hasattr(error, "error_dict"):
            error = ValidationError({names.get(pk, "__all__"): errors for pk, errors in error.error_dict.items()})
        super().refuse(error)


class AmendForm(WriteForm):
    """The same questions after release, with what was submitted in them, and why it changes."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data, *, asked: list[Asked], given: Mapping[int, Given], version: int):
        super().__init__(data, asked=asked, given=given)
        self.initial["seen"] = version
        self.fields["reason"] = forms.CharField(
            label=_("Why do you change it?"), required=False, widget=forms.TextInput(attrs={"class": "input"})
        )

    @property
    def version(self) -> int:
        return self.cleaned_data.get("seen") or 0


class AcknowledgeForm(RefusingForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=_("Your answer"), choices=Acknowledgement.Kind, widget=forms.RadioSelect, initial="received"
    )
    comment = WordsField(label=_("Comment"), limit=COMMENT_LIMIT, rows=4)

    def clean(self):
        cleaned = super().clean()
        kind, comment = cleaned.get("kind"), cleaned.get("comment", "")
        if kind == Acknowledgement.Kind.COMMENT and not comment and "comment" not in self.errors:
            self.add_error("comment", _("Write the comment, or choose “I received it”."))
        if kind == Acknowledgement.Kind.RECEIVED and comment:
            self.add_error("kind", _("You wrote a comment: choose “with a comment”, or take it out."))
        return cleaned
