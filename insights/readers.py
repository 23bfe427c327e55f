"""Who sees a signal, in a sentence; from the same rule that decides it."""

from feedback import audience as of_feedback
from goals.models import Objective
from insights.models import Signal
from org import audience
from org.lines import managers_of
from org.models import Employee

WITHOUT_HR = (Signal.Audience.CHECK_IN, *Signal.PRIVATE)


def sentence(signal: Signal, record, viewer) -> str:
    """ "Visible to you, Ana Souza (your manager) and HR". Select `about` and `objective__owner` with it."""
    if signal.audience == Signal.Audience.BLOCKER:
        return of_feedback.of_this_blocker(record, viewer)
    with_hr = signal.audience not in WITHOUT_HR
    return audience.sentence([signal.about, *_above(signal)], viewer=viewer, hr=with_hr)


def _above(signal: Signal) -> list[Employee]:
    """Those above the person whose work it is, as far as they read what it speaks of."""
    if signal.audience in (Signal.Audience.OWN, Signal.Audience.CYCLE):
        return []
    above = managers_of(signal.about)
    if signal.audience == Signal.Audience.PAIR:
        return above[:1]
    if signal.audience != Signal.Audience.OBJECTIVE or signal.objective.visibility == Objective.Visibility.EVERYONE:
        return above
    readable = Objective.objects.filter(pk=signal.objective_id)
    return [person for person in above if readable.visible_to(person).exists()]
