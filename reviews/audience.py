"""Who reads an answer, as a sentence; before anybody writes it."""

from django.utils.translation import gettext as _

from reviews.models import Anonymity, Question, Relation

Readers = Question.Readers


def sentence(question: Question, relation: str, anonymity: str) -> str:
    """Of the answer of `relation`, as a cycle of that anonymity lets it be read."""
    if relation == Relation.SELF and question.readers != Readers.SUBJECT:
        return {
            Readers.MANAGER: _("Read by you, and by your manager once their review is submitted."),
            Readers.CALIBRATION: _("Read by you, and by those who calibrate."),
        }[question.readers]
    if relation == Relation.SELF:
        return _("Read by you, by your manager once their review is submitted, and by those who calibrate.")
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
