"""Who reads a feedback: fixed by name when it is sent, and said by name before.

`named` is the one answer for both: the form says it, the service writes its rows, `visible_to` reads those rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from feedback.models import Feedback, FeedbackReader
from org import audience
from org.models import Employee

As = FeedbackReader.As
Audience = Feedback.Audience
SHOWN = 5  # names in a row of thanks


@dataclass(frozen=True)
class Reader:
    person: Employee
    named_as: str


def named(recipient: Employee, chosen: str, *, giver: Employee, asker: Employee | None = None) -> list[Reader]:
    """Who will read it by name, besides its giver; of recognition that is whom it is for. Select `manager` with it.

    An answer to somebody's question about a report goes to that asker in the place of the manager.
    """
    found = [Reader(recipient, As.RECIPIENT)]
    if chosen == Audience.MANAGER:
        manager = asker or recipient.manager
        if manager is not None and manager.pk not in (giver.pk, recipient.pk) and not manager.is_leaver():
            found.append(Reader(manager, As.MANAGER))
    return found


def stamp(recipients: Iterable[Employee], chosen: str, *, giver: Employee, asker: Employee | None = None) -> str:
    """Of whom a page said that they will read it. Where it is another one by the time it is sent, one looks again."""
    people = sorted(recipients, key=lambda person: person.pk)
    each = (named(person, chosen, giver=giver, asker=asker) for person in people)
    return f"{chosen}:" + ";".join(",".join(str(reader.person.pk) for reader in readers) for readers in each)


# --- in words ---


def beforehand(
    recipients: Iterable[Employee], chosen: str, *, giver: Employee, company: str, asker: Employee | None = None
) -> list[str]:
    """One sentence for each recipient: "You, Ana Souza and Joana Lima, their manager, read it."; then for all."""
    recipients = list(recipients)
    if chosen == Audience.EVERYONE:
        return [_("Everyone at %(company)s reads it, on the page Recognition.") % {"company": company}]
    words = [_of_one(person, chosen, giver, asker) for person in recipients]
    if len(words) > 1:
        words.append(_("Each reads only their own."))
    return [*words, audience.by_special_access()]


def _of_one(recipient: Employee, chosen: str, giver: Employee, asker: Employee | None) -> str:
    readers = named(recipient, chosen, giver=giver, asker=asker)
    people = [giver, *(reader.person for reader in readers)]
    words = _("%(names)s read it.") % {"names": _names(people, giver, readers, asker)}
    if chosen != Audience.MANAGER or len(readers) > 1 or asker is not None:
        return words
    if recipient.manager_id == giver.pk:
        return words + " " + _("You are the manager of %(name)s.") % {"name": recipient}
    return words + " " + _("%(name)s has no manager who could read it.") % {"name": recipient}


def of(feedback: Feedback, viewer: Employee) -> list[Employee]:
    """Who reads it by name, the giver first. Prefetch `readers__person`, select `giver`."""
    return [feedback.giver, *(reader.person for reader in feedback.readers.all())]


def sentence(feedback: Feedback, viewer: Employee, company: str) -> str:
    """ "Visible to you, Ana Souza and Joana Lima. HR only by special access …": as it was fixed when it was sent."""
    if feedback.is_recognition:
        return _("Everyone at %(company)s can read it.") % {"company": company}
    return audience.sentence(of(feedback, viewer), viewer=viewer) + ". " + audience.by_special_access()


def _names(people: list[Employee], viewer: Employee, readers: list[Reader], asker: Employee | None) -> str:
    """With "their manager" beside who reads it as that, or "who asked"."""
    managers = {reader.person.pk for reader in readers if reader.named_as == As.MANAGER}
    beside = _("%(name)s, their manager,") if asker is None else _("%(name)s, who asked,")
    others = [person for person in people if person.pk != viewer.pk]
    words = [beside % {"name": each} if each.pk in managers else str(each) for each in others]
    return audience.join([_("You"), *words])


def thanked(people: list[Employee], viewer: Employee) -> str:
    """Who thanked, by name, after "Thanks from": never as a number that one could compare."""
    others = [person for person in people if person.pk != viewer.pk]
    words = [_("you")] if len(others) < len(people) else []
    words += [str(person) for person in others[:SHOWN]]
    return audience.join([*words, _("others")] if len(others) > SHOWN else words)
