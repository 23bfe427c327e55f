"""Who may say that a signal needs nothing for now. Reading is `Signal.objects.visible_to`."""

from insights.models import Signal
from org.lines import is_in_line
from org.rules import is_hr_for

# About a check-in or a blocker HR knows numbers only.
OF_HR = (Signal.Audience.LINE, Signal.Audience.OBJECTIVE, Signal.Audience.CYCLE)


def can_dismiss(user, signal) -> bool:
    """Who stands above the person whose work it is, or acts as HR for them; nobody of their own work, but for what
    nobody else sees.

    Select `about` with it; whether the user sees the signal at all was asked before.
    """
    if signal.about_id == user.pk:
        return signal.audience == Signal.Audience.OWN
    return is_in_line(signal.about, user) or (signal.audience in OF_HR and is_hr_for(user, signal.about))


def can_read_coverage(user) -> bool:
    """HR, and an HR partner of their departments."""
    return user.is_hr or bool(user.partner_departments)


def can_read_effects(user) -> bool:
    """What became of signals on which somebody acted, in numbers of the whole company: HR, and who leads people."""
    return user.is_hr or user.is_manager
