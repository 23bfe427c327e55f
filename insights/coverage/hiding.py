"""What people did is never told of fewer than k of them, alone or by difference: insights.readings says how, for a day.

Here it is done for each week by itself, for all weeks at once. So a week of a unit is shown or not whatever time the
report is about, and everything that is shown is a sum of such weeks.
"""

from collections.abc import Iterable, Mapping, Sequence

from insights.readings import Departments, Key

PEOPLE = "people"
Weekly = dict[str, list[int]]


def nothing(names: Iterable[str], weeks: int) -> Weekly:
    return {name: [0] * weeks for name in (PEOPLE, *names)}


def count(
    tree: Departments, own: Mapping[int | None, Weekly], names: Sequence[str], k: int, weeks: int
) -> dict[Key, dict[str, list[int | None]]]:
    """Of each unit with all below it, and of the part of it that is of none below: what may be told of `names`, None
    in each week in which they were fewer than k; beside it all people. `own` is of each unit alone, by week."""
    people: dict[int | None, list[int]] = {}
    left: dict[int | None, Weekly] = {}
    counted: dict[int | None, Weekly] = {}
    found: dict[Key, dict[str, list[int | None]]] = {}
    for pk in [*sorted(tree.parent, key=lambda each: -len(tree.way(each))), None]:
        itself = {name: own[pk][name] for name in (PEOPLE, *names)} if pk in own else nothing(names, weeks)
        small, shown = nothing(names, weeks), nothing(names, weeks)
        people[pk] = list(itself[PEOPLE])
        _split(itself, [n >= k for n in itself[PEOPLE]], shown, small)
        for each in tree.children[pk]:
            _add(small, left[each], [True] * weeks)
            # Of a part that is too small itself all of it waits.
            _add(shown, counted[each], [n >= k for n in people[each]])
            people[pk] = [a + b for a, b in zip(people[pk], people[each], strict=True)]
        left[pk] = nothing(names, weeks)
        _split(small, [n >= k for n in small[PEOPLE]], shown, left[pk])
        counted[pk] = shown
        found[Key(pk, False)] = _told(shown, people[pk], names, k)
        found[Key(pk, True)] = _told(itself, itself[PEOPLE], names, k)
    return found


def _add(into: Weekly, other: Weekly, where: Sequence[bool]) -> None:
    for name, numbers in other.items():
        into[name] = [a + b if here else a for a, b, here in zip(into[name], numbers, where, strict=True)]


def _split(part: Weekly, where: Sequence[bool], yes: Weekly, no: Weekly) -> None:
    _add(yes, part, where)
    _add(no, part, [not here for here in where])


def _told(shown: Weekly, people: list[int], names: Sequence[str], k: int) -> dict[str, list[int | None]]:
    told: dict[str, list[int | None]] = {
        name: [n if of >= k else None for n, of in zip(shown[name], people, strict=True)] for name in names
    }
    return told | {PEOPLE: list(people)}
