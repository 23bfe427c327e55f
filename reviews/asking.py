"""Whom a launch asks about whom. The people come loaded; launch, pre-flight and preview ask the same here."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from reviews.models import Anonymity, Cycle, QuestionFor, Relation


@dataclass(frozen=True)
class Rules:
    relations: frozenset[str]
    anonymous: frozenset[str]
    threshold: int
    # 0 where peers come by nomination.
    peer_count: int
    has_nomination: bool = False


def rules_of(cycle: Cycle) -> Rules:
    asked = QuestionFor.objects.filter(question__section__template=cycle.template_id).order_by()
    return Rules(
        relations=frozenset(asked.values_list("relation", flat=True).distinct()),
        anonymous=frozenset(each for each in Relation.values if cycle.anonymity_of(each) == Anonymity.ANONYMOUS),
        threshold=cycle.threshold,
        peer_count=0 if cycle.has_nomination else cycle.peer_count,
        has_nomination=cycle.has_nomination,
    )


def asks_about(
    rules: Rules,
    subject: int,
    *,
    manager: int | None,
    reports: Collection[int],
    team: Sequence[int],
    left_out: Collection[str] = (),
) -> Iterator[tuple[str, int]]:
    """(relation, writer). `manager` is None where nobody can write; `team` are those with the same manager. `left_out`
    are the relations that another cycle asks at this moment (reviews.elsewhere).
    """
    if Relation.SELF in rules.relations:
        yield Relation.SELF, subject
    if Relation.MANAGER in rules.relations and manager is not None:
        yield Relation.MANAGER, manager
    groups = {Relation.UPWARD: reports, Relation.PEER: peers_in_circle(subject, team, rules.peer_count)}
    for relation, group in groups.items():
        # An anonymous group under the threshold is never shown, so it is not asked.
        is_small = relation in rules.anonymous and len(group) < rules.threshold
        if relation in rules.relations and relation not in left_out and not is_small:
            for writer in group:
                yield relation, writer


def peers_in_circle(subject: int, team: Sequence[int], count: int) -> list[int]:
    """The next `count` of the team after the subject, in the fixed circle of their ids: so everybody is asked equally
    often, and asking again asks the same.
    """
    circle = sorted({*team, subject})
    place = circle.index(subject)
    return (circle[place + 1 :] + circle[:place])[:count]
