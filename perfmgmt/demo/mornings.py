"""What the inbox and HR's look at the mail show: a thing that the demo manager let rest, and a mail that came back."""

import datetime as dt

from inbox import snoozing
from inbox.duties import duties_of
from inbox.ledger import message_id
from inbox.models import MailLedger, Snooze
from org.models import Organization
from perfmgmt.demo.bulk import insert
from perfmgmt.demo.people import Person

RESTS_OF = ("manager", "employee")
RESTED = "request:"  # what may wait without harm: somebody asks for feedback
MAILED, BOUNCED = 12, 7  # how many had the last mail, and which of them did not
ANSWER = "550 5.1.1 No such mailbox here"
State = MailLedger.State


def save(people: list[Person], now: dt.datetime) -> None:
    organization, accounts = Organization.objects.current(), [each.row for each in people if each.account in RESTS_OF]
    for person, duties in zip(accounts, (duties_of([each], now).get(each.pk, []) for each in accounts), strict=True):
        may_rest = [duty for duty in duties if duty.key.startswith(RESTED)] or duties[1:]
        if may_rest:
            until = snoozing.latest(may_rest[-1], person.today(now), organization)
            Snooze(person=person, key=may_rest[-1].key, until=until, made_on=person.today(now), looked_at=now).save()
    morning = now - dt.timedelta(days=next(back for back in range(1, 8) if (now.weekday() - back) % 7 < 5))
    insert([_mail(each.row, number == BOUNCED, morning) for number, each in enumerate(people[:MAILED])])


def _mail(person, is_bounced: bool, at: dt.datetime) -> MailLedger:
    outcome = {"state": State.REFUSED, "error": ANSWER} if is_bounced else {"state": State.SENT, "sent_at": at}
    return MailLedger(
        person=person, day=at.date(), message_id=message_id(person.pk, at.date()), claimed_at=at, news_until=at,
        claimed_by="demo", **outcome,
    )  # fmt: skip
