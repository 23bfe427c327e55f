"""Advice on the words of feedback, in the manner of `goals.wording`: it advises and never blocks, and nothing of it is
stored, counted or logged.

Pure functions. What depends on a language stands in a file of its own (`wording_english`); a text in a language
without one gets the advice that needs no words.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from feedback.wording_english import ENGLISH
from feedback.wording_rules import Tone
from goals.wording import Advice

LANGUAGES = {"en": ENGLISH}
CHARACTERS_AT_MOST = 1_500
# The beginnings are read: what is longer is told to be long, and the answer stays quick.
READ_AT_MOST = 4_000
# So many words of their own say what was done, whatever praise stands beside them.
SAYS_ENOUGH = 5
QUOTED_AT_MOST = 60
ADVICE = "advice"
SUGGESTION = "suggestion"

Found = dict[str, list[Advice]]


def check(texts: Mapping[str, str], *, kind: str = "", language: str = "en") -> Found:
    """By the name of the field, what could be said better; `about` of each are the words that made it speak.

    `kind` is "advice" where the writer says that it is: advice without a suggestion is then told so, beside the field
    of that name if there is one. It never fails, whatever the text.
    """
    tone = LANGUAGES.get(language.partition("-")[0])
    each = min(CHARACTERS_AT_MOST, READ_AT_MOST // max(len(texts), 1))
    read = {name: text[:each] for name, text in texts.items()}
    whole = " \n".join(read.values())
    found = {name: [*_words(text, whole, tone), *_length(texts[name])] for name, text in read.items()}
    if kind == ADVICE and tone and whole.strip() and not _suggests(read, tone):
        found.setdefault(SUGGESTION if SUGGESTION in found else next(iter(found)), []).append(_no_suggestion())
    return found


def _words(text: str, whole: str, tone: Tone | None) -> Iterator[Advice]:
    if tone is None or not text.strip():
        return
    if (words := tone.finds_vague(text)) and tone.weight(whole) < SAYS_ENOUGH:
        yield Advice(
            "vague",
            _("It does not say what was done, or what it changed."),
            _("Good to hear, and nothing that one could repeat."),
            _("“You split the hand-over in two, and nobody had to ask back.”"),
            _quoted(words),
        )
    if words := tone.finds_person(text):
        yield Advice(
            "person",
            _("This is about the person, not about something that they did."),
            _("A trait is argued with or taken to heart; an act can be repeated, or done differently."),
            _("Say what you saw: not “careless” but “two of the five totals were wrong”."),
            _quoted(words),
        )
    if words := tone.finds_absolute(text):
        yield Advice(
            "absolute",
            _("“Always” and “never” are seldom true."),
            _("One exception, and the talk is about that."),
            _("Name the times that you remember: “on Monday and again on Thursday”."),
            _quoted(words),
        )
    if words := tone.finds_hearsay(text):
        yield Advice(
            "hearsay",
            _("This is what others say, not what you saw."),
            _("Nobody can ask back, and one wonders who it was."),
            _("Say what you saw yourself, or ask the others to say it."),
            _quoted(words),
        )


def _length(text: str) -> Iterator[Advice]:
    if len(text) > CHARACTERS_AT_MOST:
        yield Advice(
            "long",
            _("This is long."),
            _("What one should remember gets lost in it."),
            _("Keep the one thing that matters most; say the rest in person."),
        )


def _suggests(texts: Mapping[str, str], tone: Tone) -> bool:
    return bool(texts.get(SUGGESTION, "").strip()) or any(map(tone.suggests, texts.values()))


def _no_suggestion() -> Advice:
    return Advice(
        "no-suggestion",
        _("It says what was wrong, not what would help."),
        _("Whoever reads it has to guess what you would like instead."),
        _("Begin with “Next time, try …”."),
    )


def _quoted(words: str) -> str:
    return words if len(words) <= QUOTED_AT_MOST else words[: QUOTED_AT_MOST - 1].rstrip() + "…"
