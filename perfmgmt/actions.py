"""What one can do, as words in the search: “log check-in with Ana”, “give feedback to Ben”, “raise a blocker”.

A phrase is known by its own words, in any order and begun at least with three letters; the other words name a person.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback import rules
from feedback.models import CheckIn
from org.models import Employee
from org.names import fold

SHORTEST_BEGIN = 3
PEOPLE = 3
CHECK_INS = 3


@dataclass(frozen=True)
class Action:
    words: str
    icon: str
    path: str


@dataclass(frozen=True)
class Phrase:
    """`words` with `%(name)s` where a person belongs; `alone` what it is called without one. `path` of the person."""

    words: str | Promise
    icon: str
    path: Callable[[Employee | None], str]
    alone: str | Promise = ""

    @property
    def is_about_somebody(self) -> bool:
        return "%(name)s" in str(self.words)

    def rest(self, words: list[str]) -> list[str] | None:
        """What of the folded `words` is not this phrase; None where nothing that says something is."""
        own = _parts(str(self.words)) | _parts(str(self.alone))
        known = [word for word in words if word in own or _begins(word, own)]
        if not any(len(word) >= SHORTEST_BEGIN for word in known):
            return None
        return [word for word in words if word not in known]


def _parts(text: str) -> set[str]:
    whole = fold(text.replace("%(name)s", " ")).split()
    return {*whole, *(part for word in whole for part in word.split("-"))}


def _begins(word: str, own: set[str]) -> bool:
    return len(word) >= SHORTEST_BEGIN and any(each.startswith(word) for each in own)


def _to(name: str, **query) -> Callable[[Employee | None], str]:
    def path(person: Employee | None) -> str:
        chosen = {key: person.pk if value is Employee else value for key, value in query.items()} if person else {}
        return reverse(name, query=chosen) if chosen else reverse(name)

    return path


LOG = Phrase(_("Log check-in with %(name)s"), "messages-square", _to("feedback:index"))
# To whom: see `_with_people`.
WITH_SOMEBODY = [
    Phrase(_("Give feedback to %(name)s"), "message-square-quote", _to("giving:give", to=Employee), _("Give feedback")),
    Phrase(
        _("Ask %(name)s for feedback"),
        "message-circle-question-mark",
        _to("giving:ask", to=Employee),
        _("Ask for feedback"),
    ),
    Phrase(
        _("Recognise %(name)s"),
        "award",
        _to("giving:give", to=Employee, audience="everyone", kind="praise"),
    ),
    Phrase(_("See the goals of %(name)s"), "target", _to("goals:index", owner=Employee)),
]
ALONE = [
    Phrase(_("Raise a blocker"), "octagon-alert", _to("feedback:raise_blocker")),
    Phrase(_("New objective"), "target", _to("goals:create")),
    Phrase(_("Update my key results"), "trending-up", _to("goals:update_all")),
    Phrase(_("Organisation chart"), "network", _to("org:chart")),
    Phrase(_("My account"), "settings", _to("org:account")),
    Phrase(_("My drafts"), "file-pen-line", _to("drafts:index")),
    Phrase(_("My private notes"), "lock", _to("feedback:notes")),
]


@dataclass(frozen=True)
class Asked:
    """What a search asks to be done: `phrases`, and the words that name with whom."""

    phrases: list[Phrase]
    rest: list[str]


def asked(words: list[str]) -> Asked:
    """Of all phrases those that explain most of the words; a phrase about nobody explains all of them."""
    found = [(phrase, rest) for phrase in (LOG, *WITH_SOMEBODY, *ALONE) if (rest := phrase.rest(words)) is not None]
    found = [(phrase, rest) for phrase, rest in found if phrase.is_about_somebody or not rest]
    fewest = min((len(rest) for _phrase, rest in found), default=0)
    best = [(phrase, rest) for phrase, rest in found if len(rest) == fewest]
    return Asked([phrase for phrase, _rest in best], best[0][1] if best else [])


def actions(viewer: Employee, wanted: Asked, people: list[Employee]) -> list[Action]:
    """The phrases as links. `people` are those whom the rest of the words names; one query where a check-in is asked
    for.
    """
    found = []
    if LOG in wanted.phrases:
        found += _log(viewer, people if wanted.rest else None)
    for phrase in wanted.phrases:
        if not phrase.is_about_somebody or (phrase.alone and not wanted.rest):
            found.append(Action(_alone(phrase), phrase.icon, phrase.path(None)))
        elif phrase is not LOG and wanted.rest:
            found += _with_people(viewer, phrase, people)
    return found


def about(viewer: Employee, person: Employee) -> list[Action]:
    """All that one can do with somebody; one query."""
    done = _log(viewer, [person])
    return done + [action for phrase in WITH_SOMEBODY for action in _with_people(viewer, phrase, [person])]


def _alone(phrase: Phrase) -> str:
    return str(phrase.alone or phrase.words)


def _with_people(viewer: Employee, phrase: Phrase, people: list[Employee]) -> list[Action]:
    others = [person for person in people if person.pk != viewer.pk][:PEOPLE]
    return [_action(phrase, person, phrase.path(person)) for person in others]


def _log(viewer: Employee, people: list[Employee] | None) -> list[Action]:
    """The open check-ins that the viewer may log: with these people, or the next ones; the one due first first."""
    rows = CheckIn.objects.visible_to(viewer).open().filter(employee__manager=viewer)
    if people is not None:
        rows = rows.filter(employee__in=[person.pk for person in people])
    rows = rows.select_related("employee__manager", "manager").order_by("due_on", "pk")[:CHECK_INS]
    may = [each for each in rows if rules.can_log(viewer, each)]
    return [_action(LOG, each.employee, reverse("feedback:log", args=[each.pk])) for each in may]


def _action(phrase: Phrase, person: Employee, path: str) -> Action:
    return Action(str(phrase.words) % {"name": person.get_full_name()}, phrase.icon, path)
