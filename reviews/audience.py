"""Who reads an answer, as a sentence; before anybody writes it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reviews.models import Anonymity, Question, Relation

Readers = Question.Readers


def sentence(
    question: Question, relation: str, anonymity: str, *, has_calibration: bool = True, has_readers: bool = False
) -> str:
    """Of the answer of `relation`, as a cycle of that anonymity lets it be read. `has_readers`: HR people are named for
    it, who are otherwise among those who calibrate.
    """
    if not has_calibration and anonymity != Anonymity.ANONYMOUS:
        words = _without_calibration(question.readers, relation, anonymity)
        return f"{words} {_hr_reads()}" if has_readers else words
    if relation == Relation.SELF and question.readers != Readers.SUBJECT:
        return {
            Readers.MANAGER: _("Read by you, and by your manager once their review is submitted or writing has ended."),
            Readers.CALIBRATION: _("Read by you, and by those who calibrate."),
        }[question.readers]
    if relation == Relation.SELF:
        return _(
            "Read by you, by your manager once theirs is submitted or writing has ended, and by those who calibrate."
        )
    if anonymity == Anonymity.ANONYMOUS:
        return _anonymous(question.readers)
    if relation == Relation.MANAGER:
        return _who(question.readers, relation)
    named = _("With your name.") if anonymity == Anonymity.ATTRIBUTED else _("Without your name; HR can see it.")
    return f"{_who(question.readers, relation)} {named}"


def _who(readers: str, relation: str) -> str:
    if readers == Readers.CALIBRATION:
        return _("Read by those who calibrate, and by nobody else.")
    if readers == Readers.MANAGER:
        if relation == Relation.MANAGER:
            return _("Read by you and by those who calibrate; never by the person.")
        return _("Read by those who calibrate, and by the person’s manager at release; never by the person.")
    if relation == Relation.MANAGER:
        return _("Read by those who calibrate, and by the person at release.")
    return _("Read by those who calibrate, and by the person and their manager at release.")


def _anonymous(readers: str) -> str:
    """Anonymous answers are in no calibration: what is for those who calibrate alone, nobody gets."""
    if readers == Readers.SUBJECT:
        return _("Read by the person and their manager, once enough have answered; nobody can tell who wrote it.")
    if readers == Readers.MANAGER:
        return _("Read by the person’s manager, once enough have answered; nobody can tell who wrote it.")
    return _("Read by nobody: anonymous answers are left out of calibration.")


def _without_calibration(readers: str, relation: str, anonymity: str) -> str:
    if readers == Readers.CALIBRATION:
        return _("Read by you alone: this cycle has no calibration.")
    if relation == Relation.SELF:
        return _("Read by you, and by your manager once their review is submitted or writing has ended.")
    if relation == Relation.MANAGER:
        if readers == Readers.MANAGER:
            return _("Read by you alone; never by the person.")
        return _("Read by you, and by the person at release.")
    if readers == Readers.MANAGER:
        who = _("Read by the person’s manager at release; never by the person.")
    else:
        who = _("Read by the person and their manager at release.")
    named = _("With your name.") if anonymity == Anonymity.ATTRIBUTED else _("Without your name; HR can see it.")
    return f"{who} {named}"


def _hr_reads() -> str:
    return _("The HR people named for this cycle read it from the release on.")


def of_change(review) -> str:
    """Of a manager review that is changed after its release."""
    words = _(
        "%(subject)s reads the new version and your reason at once, and is asked again to say that they received it. "
        "The earlier version stays in the record."
    )
    words = words % {"subject": review.participant.subject}
    return f"{words} {_others_of(review)}".strip()


def of_form(review, release_on) -> str:
    """Who reads the whole of it and when, beside the button. The review comes with its participant’s people, and with
    `has_readers` (`Review.objects.with_readers`).
    """
    day = date_format(release_on, "j F Y") if release_on else _("release")
    others = _others_of(review) or _("Nobody else does.")
    return " ".join(filter(None, [_readers_of(review, day), _name_beside(review), others]))


def _others_of(review) -> str:
    """Beside the writer, the subject and the manager."""
    if review.participant.cycle.has_calibration:
        return _(
            "From the start of calibration the facilitators of the group, and the HR people named for this cycle, "
            "read it."
        )
    return _hr_reads() if review.has_readers else ""


def _readers_of(review, day: str) -> str:
    participant = review.participant
    words = {"subject": participant.subject, "manager": participant.manager, "day": day}
    if review.relation == Relation.SELF and participant.manager is None:
        return _("You read this: nobody was your manager when the cycle began.")
    if review.relation == Relation.SELF:
        return _("%(manager)s reads this once their own review of you is submitted or writing has ended.") % words
    if review.relation == Relation.MANAGER:
        return _("%(subject)s reads this at release, planned for %(day)s, and not before.") % words
    if participant.manager is None:
        return _("%(subject)s reads this at release, planned for %(day)s.") % words
    return _("%(subject)s and %(manager)s, their manager, read this at release, planned for %(day)s.") % words


def _name_beside(review) -> str:
    if review.relation in (Relation.SELF, Relation.MANAGER):
        return ""
    if review.anonymity == Anonymity.ATTRIBUTED:
        return _("Your name stands beside it.")
    return _("Your name does not stand beside it; HR can see it.")


def of_anonymous_form(participant, *, relation: str) -> list[str]:
    """What the form promises, and what it does not, before anything is written."""
    words = {"subject": participant.subject, "manager": participant.manager, "k": participant.cycle.threshold}
    if participant.manager is None:
        read = _("%(subject)s reads the answers after the release, without names and in no order.")
    else:
        read = _("%(subject)s and %(manager)s, their manager, read the answers after the release, without names.")
    return [
        " ".join(filter(None, [read % words, _who_knows(participant, relation) % words])),
        _("An answer is shown only where at least %(k)s people answered that question.") % words,
        _(
            "When the time to answer has ended, whatever tied answers to writers is taken out of the database. The "
            "logs and backups of the machine may hold it until they are recycled. Nothing hides how you write: leave "
            "out what only you can know."
        ),
    ]


def _who_knows(participant, relation: str) -> str:
    """Of those who were named: that they were asked is known."""
    if relation != Relation.PEER or not participant.cycle.has_nomination:
        return ""
    if participant.manager is None:
        return _("They know who was asked, and not who has answered.")
    return _("Both know who was asked, and not who has answered.")
