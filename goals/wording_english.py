"""What English words give away: tasks, two aims in one, numbers that a title promises."""

import re

from goals.wording_rules import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TASK_VERBS = _words(
    """
    attend call check complete conduct create deliver develop do document draft execute finalise finalize finish go
    hold implement install launch meet migrate organise organize perform plan prepare present produce publish read
    release run schedule send ship submit talk test update visit work write
    """
)
TASK_PHRASES = ("set up", "roll out", "carry out", "hand in", "put in place", "follow up", "kick off", "sign off")
# A task verb before one of these still says what will be true: "Finish the year debt-free".
TASK_NOUNS = _words(
    """
    campaign course deck document documentation email event guide handbook interview interviews list manual meeting
    meetings migration phase plan policy presentation project report reports review rollout survey system task tool
    training version website workshop workshops
    """
)
ALWAYS_TASKS = _words("attend call conduct do document draft hold meet organise organize schedule send write")
AIM_VERBS = _words(
    """
    achieve become bring build close cut decrease deliver double earn expand find gain get give grow halve help hire
    improve increase keep launch lead let lower make open prevent protect raise reach reduce remove save sell serve
    shorten simplify speed stop strengthen take teach triple turn win
    """
)
JOINED = re.compile(r"(?:\band\b|;|\bas well as\b|\bplus\b|, then\b)\s+(?:also\s+|to\s+)?(\w+)", re.I)
VAGUE = re.compile(r"^(?:improve|optimi[sz]e|better|more|good|enhance|support|help|focus)\b", re.I)
PROMISED = re.compile(
    r"(?:\b(?P<mark>to|at least|at most|below|under|above|over|reach|by|from|than)\s+|(?P<sign>[<>≤≥=]\s*))?"
    r"(?<![\w.,-])(?P<number>\d[\d.,]*\d|\d)\s*(?P<percent>%|percent\b)?\s*(?P<word>[a-z]+)?",
    re.I,
)
TIME_WORDS = _words("second seconds minute minutes hour hours h day days week weeks month months year years")
DAY_WORDS = frozenset(("day", "days"))


def is_task(title: str, *, strictly: bool) -> bool:
    """Whether a title says what somebody does. `strictly`: any task verb, whatever it is done to."""
    words = re.findall(r"[a-z'’-]+", title.lower())
    if not words:
        return False
    if title.lower().startswith(TASK_PHRASES) or words[0] in ALWAYS_TASKS:
        return True
    return words[0] in TASK_VERBS and (strictly or not TASK_NOUNS.isdisjoint(words[1:]))


def holds_two_aims(title: str) -> bool:
    """ "Cut the wait and raise the quality": a verb on both sides."""
    return any(found.group(1).lower() in AIM_VERBS | TASK_VERBS for found in JOINED.finditer(title))


def promised_numbers(title: str, *, in_days: bool) -> list[tuple[str, bool]]:
    """The numbers that a title gives as its goal, each with whether it is a change ("by 20 %") or a start ("from 40").

    A number that only describes what is counted ("within 24 hours") is none, nor is a year.
    """
    found = []
    for match in PROMISED.finditer(title):
        number, word = match["number"], (match["word"] or "").lower()
        if not (match["mark"] or match["sign"] or match["percent"]) or re.fullmatch(r"(?:19|20|21)\d\d", number):
            continue
        if word in TIME_WORDS and not (in_days and word in DAY_WORDS):
            continue
        found.append((number, (match["mark"] or "").lower() in ("by", "from")))
    return found


ENGLISH = Language(
    is_task=is_task,
    holds_two_aims=holds_two_aims,
    is_vague=lambda title: VAGUE.search(title) is not None,
    promised_numbers=promised_numbers,
)
