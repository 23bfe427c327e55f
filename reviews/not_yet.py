"""What can be prepared here and not be run to its end yet: the launch refuses it before anybody is asked anything, so
that no cycle is stuck half-way. Each sentence says what to choose instead.
"""

from django.utils.translation import gettext as _

from reviews.models import Anonymity, Cycle, Question, QuestionFor, Relation


def refusals(cycle: Cycle) -> list[str]:
    asked = QuestionFor.objects.filter(question__section__template=cycle.template_id).order_by()
    relations = set(asked.values_list("relation", flat=True).distinct())
    found = []
    if cycle.has_nomination:
        found.append(
            _("This version cannot run nomination yet: choose “without nomination”; peers then come from the team.")
        )
    if cycle.has_calibration:
        found.append(_("This version cannot run calibration yet: choose “without calibration”."))
    for relation in (Relation.PEER, Relation.UPWARD):
        if relation in relations and cycle.anonymity_of(relation) == Anonymity.ANONYMOUS:
            words = _("This version cannot run an anonymous %(relation)s yet: choose “confidential” or “attributed”.")
            found.append(words % {"relation": relation.label})
    secret = asked.filter(question__readers=Question.Readers.CALIBRATION).order_by("question__position", "question")
    words = _(
        "Only those who calibrate would read the answers to “%(question)s”, and this version has no calibration yet: "
        "choose other readers in the template, or take the question out."
    )
    names = dict.fromkeys(secret.values_list("question__words", flat=True))
    return found + [words % {"question": name} for name in names]
