"""The words for what is typed in the forms of this app and not sent yet."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drafts import places
from reviews.models import CalibrationGroup, Participant, Relation, Review, Template

TEMPLATE_FIELDS = {
    "name": gettext_lazy("Name"),
    "title": gettext_lazy("Title"),
    "words": gettext_lazy("Question"),
    "description": gettext_lazy("What is meant"),
    "help": gettext_lazy("Help"),
    "words_*": gettext_lazy("How it looks"),
}


REVIEW_FIELDS = {"text_*": gettext_lazy("Answer"), "word": gettext_lazy("Why")}
PEER_FIELDS = {"word": gettext_lazy("Why")}
CALIBRATION_FIELDS = {"reason": gettext_lazy("Reason")}
NOTE_FIELDS = {"text": gettext_lazy("Note")}
RESULT_FIELDS = {"comment": gettext_lazy("Your comment")}


def register() -> None:
    places.register("review", _reviews, labels=REVIEW_FIELDS)
    places.register("review-peer", _peers, labels=PEER_FIELDS)
    places.register("review-result", _results, labels=RESULT_FIELDS)
    places.register("calibration", _calibrated, labels=CALIBRATION_FIELDS)
    places.register("calibration-note", _session_notes, labels=NOTE_FIELDS)
    places.register("review-template", _templates, labels=TEMPLATE_FIELDS)


def _templates(rests: list[str], viewer) -> dict[str, str]:
    found = {rest: _("New review template") for rest in rests if rest == "new"}
    wanted = {rest: int(match[1]) for rest in rests if (match := re.match(r"(\d{1,18}):", rest))}
    names = {each.pk: str(each) for each in Template.objects.visible_to(viewer).filter(pk__in=wanted.values())}
    words = _("A part of %(template)s")
    return found | {rest: words % {"template": names[pk]} for rest, pk in wanted.items() if pk in names}


def _reviews(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    own = Review.objects.visible_to(viewer).filter(pk__in=wanted, writer=viewer)
    for review in own.select_related("participant__subject").order_by("pk"):
        for rest, verb in wanted[review.pk]:
            subject = {"name": review.participant.subject}
            is_self = review.relation == Relation.SELF
            words[rest] = _("Your self-review") if is_self else _("Your review of %(name)s") % subject
            if verb == "decline":
                words[rest] = _("Why you decline to review %(name)s") % subject
    return words


def _results(rests: list[str], viewer) -> dict[str, str]:
    wanted = places.ids(rests)
    own = Participant.objects.visible_to(viewer).filter(pk__in=wanted, subject=viewer).order_by("pk")
    return {rest: _("Your answer to your review") for each in own for rest, _verb in wanted[each.pk]}


def _peers(rests: list[str], viewer) -> dict[str, str]:
    """“12:add-7”: what a manager writes to participant 12 about employee 7."""
    found = {rest: match for rest in rests if (match := re.fullmatch(r"(\d{1,18}):(add|refuse)-(\d{1,18})", rest))}
    own = Participant.objects.visible_to(viewer).filter(pk__in=[int(match[1]) for match in found.values()])
    names = {each.pk: each.subject for each in own.filter(manager=viewer).select_related("subject")}
    words = _("Your word about a peer of %(name)s")
    return {rest: words % {"name": names[int(match[1])]} for rest, match in found.items() if int(match[1]) in names}


def _calibrated(rests: list[str], viewer) -> dict[str, str]:
    wanted = {int(rest): rest for rest in rests if rest.isdecimal() and len(rest) < 18}
    seen = Participant.objects.calibrated_by(viewer).filter(pk__in=wanted).select_related("subject").order_by("pk")
    return {wanted[each.pk]: _("The rating of %(name)s in calibration") % {"name": each.subject} for each in seen}


def _session_notes(rests: list[str], viewer) -> dict[str, str]:
    wanted = {int(rest): rest for rest in rests if rest.isdecimal() and len(rest) < 18}
    seen = Participant.objects.calibrated_by(viewer).order_by().values("group")
    groups = CalibrationGroup.objects.filter(pk__in=wanted).filter(pk__in=seen).order_by("pk")
    return {wanted[each.pk]: _("A note of the calibration of %(group)s") % {"group": each} for each in groups}
