"""Who can see it, in a sentence: "You, Ana Souza (your manager) and HR".

Here are only the words. Which people they are comes from the record's own rule of reading.
"""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from org.models import Employee

# More names than this read as a list nobody reads; the rest is a number.
NAMED = 5


def join(parts: Iterable[str | Promise]) -> str:
    """ "a", "a and b", "a, b and c"."""
    texts = [str(part) for part in parts]
    if len(texts) < 2:
        return "".join(texts)
    return _("%(all_but_last)s and %(last)s") % {"all_but_last": ", ".join(texts[:-1]), "last": texts[-1]}


def names(
    people: Iterable[Employee],
    *,
    viewer: Employee | None = None,
    and_also: Iterable[str | Promise] = (),
    named: int = NAMED,
) -> str:
    """The people's names as one enumeration, each once: the viewer first as "You", then the others in the order given,
    then `and_also` (such as `HR`). Beyond `named` others they are counted.
    """
    others = {person.pk: person for person in people}
    me = viewer is not None and others.pop(viewer.pk, None) is not None
    words = [_("You")] if me else []
    shown = list(others.values())
    hidden = len(shown) - named if len(shown) > named + 1 else 0
    words += [_with_relation(person, viewer) for person in (shown[:named] if hidden else shown)]
    if hidden:
        words.append(ngettext("%(count)d other person", "%(count)d other people", hidden) % {"count": hidden})
    return join([*words, *and_also])


def sentence(
    people: Iterable[Employee] = (),
    *,
    viewer: Employee | None = None,
    hr: bool = False,
    everyone: bool = False,
    and_also: Iterable[str | Promise] = (),
    named: int = NAMED,
) -> str:
    """Who can read something, ready for `parts/_audience.html`: "Visible to you, Ana Souza (your manager) and HR"."""
    also = [*and_also, _("HR")] if hr else list(and_also)
    found = _("everyone") if everyone else names(people, viewer=viewer, and_also=also, named=named) or _("nobody")
    # Inside a sentence the viewer is not a capital.
    you = _("You")
    if found == you or found.startswith((f"{you},", f"{you} ")):
        found = _("you") + found[len(you) :]
    return _("Visible to %(people)s") % {"people": found}


def by_special_access() -> str:
    """What is said of texts that no role reads: see `org.models.special_access`."""
    return _("HR only by special access, which you would see.")


def _with_relation(person: Employee, viewer: Employee | None) -> str:
    if viewer is not None and viewer.manager_id == person.pk:
        return _("%(name)s (your manager)") % {"name": person}
    return str(person)
