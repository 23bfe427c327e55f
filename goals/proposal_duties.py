"""What waits for a person of goals: alignments that others propose to what is theirs.

Several are one duty, which leads to the list. Titles name people only; what somebody wrote is in `detail`.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals import proposals
from goals.models import Objective
from inbox.duties import Duty
from org.audience import join

ANSWER_WITHIN = timedelta(days=7)
NAMED = 3


def of_proposals(waiting: dict[int, list[Objective]]) -> Iterable[Duty]:
    """`waiting`: what each person is asked, as `proposals.among` says."""
    for person_id, asked in waiting.items():
        yield _to_answer(person_id, asked)


def _to_answer(person_id: int, waiting: list[Objective]) -> Duty:
    count, first = len(waiting), waiting[0]
    asked_on = first.proposed_on
    one = _("Alignment proposed by %(name)s") % {"name": first.owner}
    many = ngettext("%(count)d alignment waits for your answer", "%(count)d alignments wait for your answer", count)
    return Duty(
        person_id=person_id,
        key=f"alignments:{person_id}:answer",
        title=one if count == 1 else many % {"count": count},
        mail_title=many % {"count": count},
        action=_("Answer proposal") if count == 1 else _("Answer proposals"),
        path=proposals.path(),
        why=_("Others ask to count in an objective that is yours to answer for."),
        due_on=asked_on + ANSWER_WITHIN if asked_on else None,
        detail=_detail(waiting),
        icon="git-pull-request-arrow",
        minutes=count + 1,
        kind="alignment",
        other=first.owner if count == 1 else None,
    )


def _detail(waiting: list[Objective]) -> str:
    first = waiting[0]
    if len(waiting) == 1:
        titles = {"child": Truncator(first.title).chars(60), "parent": Truncator(first.aligned_to.title).chars(60)}
        return _("“%(child)s” would count in “%(parent)s”") % titles
    names = list(dict.fromkeys(str(each.owner) for each in waiting))
    more = len(names) - NAMED if len(names) > NAMED + 1 else 0
    shown = names[:NAMED] if more else names
    if more:
        shown.append(ngettext("%(count)d other person", "%(count)d other people", more) % {"count": more})
    return _("from %(names)s") % {"names": join(shown)}
