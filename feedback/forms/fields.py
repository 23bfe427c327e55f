"""Fields that this app's forms share."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models.check_in import TEXT_LIMIT
from feedback.services import Keep, stamp
from org.forms import DayField as DayField
from org.forms import date_input as date_input
from org.forms import shows

KEEP_CHOICES = [
    (Keep.BOTH, gettext_lazy("Keep both, mine after the other")),
    (Keep.MINE, gettext_lazy("Keep only mine, as it stands above")),
    (Keep.THERE, gettext_lazy("Keep only what is there")),
]


class WordsField(forms.CharField):
    """A long text. The browser may not cut it at the limit: what is too long is kept, and said in a sentence."""

    def __init__(self, *, limit: int = TEXT_LIMIT, rows: int = 3, **options):
        self.limit = limit
        widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput(attrs={"class": "input"})
        super().__init__(**{"required": False, "widget": widget, **options})

    def to_python(self, value):
        """Without what no database holds and nobody sees: some programs copy it along with a text. What shows nothing
        at all is nothing.
        """
        text = super().to_python(value).replace("\x00", "")
        return text if shows(text) else ""

    def clean(self, value):
        text = super().clean(value).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > self.limit:
            raise ValidationError(
                _("This is %(length)d characters long, and %(limit)d fit. Nothing is lost: shorten it here."),
                params={"length": len(text), "limit": self.limit},
            )
        return text


class KeepField(forms.ChoiceField):
    """Which of two texts stays; asked only where somebody else wrote meanwhile, so nothing chosen means one's own."""

    def __init__(self, **options):
        super().__init__(choices=KEEP_CHOICES, required=False, widget=forms.RadioSelect, **options)


class Group:
    """Several forms that are one page: valid together, their errors in one list. `data` may be changed by a refusal."""

    # The names of the long texts of `main`, each with a `keep_` beside it.
    TEXTS: tuple[str, ...] = ()
    main: forms.Form

    def __init__(self, data, draft=None):
        """`draft` is what was typed and not sent: it decides which rows there are; the view fills it in."""
        # A copy of our own: what the page showed is brought up to date before it is shown again.
        self.data = data.copy() if data is not None else None
        self.draft = draft
        # Field → the text that somebody else wrote meanwhile, to be shown beside the writer's.
        self.there = dict.fromkeys(self.TEXTS, "")

    @property
    def forms(self) -> list[forms.Form]:
        raise NotImplementedError

    @property
    def begun(self):
        """What the page shows that is not in the records: sent, or begun as a draft; None where there is nothing."""
        return self.data if self.data is not None else self.draft

    def has_changed(self) -> bool:
        """Something was typed that the page did not show."""
        return any(form.has_changed() for form in self.forms)

    def is_valid(self) -> bool:
        return not [form for form in self.forms if not form.is_valid()]  # each is asked, so that all errors show

    def texts_of(self, check_in) -> dict[str, str]:
        """What stands in the check-in, by the names of the fields."""
        return {name: getattr(check_in, name, "") for name in self.TEXTS}

    def show_conflict(self, check_in, note) -> None:
        """Put what is there beside what was typed; both are kept unless the writer says otherwise."""
        there = self.texts_of(check_in)
        there["private_note"] = note.text if note else ""
        for name, text in there.items():
            if text and text != self.main.cleaned_data.get(name):
                self.there[name] = text
                mine = self.main.cleaned_data.get(name)
                self.data[f"keep_{name}"] = Keep.BOTH.value if mine else Keep.THERE.value
        self.data["version"] = str(check_in.version)
        self.data["note_seen"] = stamp(note)

    @property
    def errors(self) -> list[dict]:
        """For the summary: the field's id and label, and the words."""
        if self.data is None:
            return []
        found = []
        for form in self.forms:
            found += [{"id": "", "label": "", "words": words} for words in form.non_field_errors()]
            for field in form:
                label = getattr(form, "about", "") or field.label
                found += [{"id": field.id_for_label, "label": label, "words": words} for words in field.errors]
        return found
