"""What can be prepared here and not be run to its end yet: the launch refuses it before anybody is asked anything, so
that no cycle is stuck half-way. Each sentence says what to choose instead.
"""

from django.utils.translation import gettext as _

from reviews.models import Anonymity, Cycle, Question, QuestionFor


def refusals(cycle: Cycle) -> list[str]:
    asked = QuestionFor.objects.filter(question__section__template=cycle.template_id).order_by()
    found = []
    if cycle.has_nomination and cycle.peers_are == Anonymity.ANONYMOUS:
        found.append(
            _(
                "Peers who are named by the person cannot be anonymous in this version: choose “without nomination”, "
                "so that they come from the team, or “confidential”."
            )
        )
    if cycle.has_calibration:
        return found
    secret = asked.filter(question__readers=Question.Readers.CALIBRATION).order_by("question__position", "question")
    words = _(
        "Only those who calibrate would read the answers to “%(question)s”, and this cycle has no calibration: "
        "choose “with calibration”, other readers in the template, or take the question out."
    )
    names = dict.fromkeys(secret.values_list("question__words", flat=True))
    return found + [words % {"question": name} for name in names]
