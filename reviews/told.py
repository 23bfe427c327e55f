"""What people are told of reviews: the kinds of news, registered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from inbox import kinds

TOLD_AT_ONCE = 500
# slug, words on Today and in the inbox, words in the mail, icon
KINDS = (
    ("review-released", _("Your review was released to you"), _("A review was released to you"), "file-text"),
    (
        "review-team-released",
        _("The reviews of people you lead were released to them and to you"),
        _("Reviews were released"),
        "file-text",
    ),
    (
        "review-release-held",
        _("A planned release of reviews was held back; the history of the cycle says why"),
        _("A planned release of reviews was held back"),
        "file-text",
    ),
    (
        "review-changed",
        _("%(actor)s changed your review; it waits for you to say that you received it"),
        _("A review that was released to you was changed"),
        "file-text",
    ),
    (
        "review-exported",
        _("%(actor)s exported results of reviews; yours, or what you wrote, are among them"),
        _("Results of reviews were exported"),
        "file-down",
    ),
    (
        "review-calibration",
        _("Calibration has begun; you are one of those who compare ratings"),
        _("A calibration of reviews has begun"),
        "scale",
    ),
    ("review-acknowledged", _("%(actor)s received their review"), "", "file-text"),
    ("review-talk", _("%(actor)s asks for a talk about their review"), "", "messages-square"),
    (
        "review-peer-asked",
        _("You are asked for a peer review"),
        _("You are asked for a peer review"),
        "users",
    ),
    ("review-peer-not-asked", _("You are no longer asked for a peer review"), "", "users"),
    ("review-peers-decided", _("%(actor)s decided about your peers"), "", "users"),
    ("review-peer-declined", _("%(actor)s declined to write a peer review"), "", "users"),
    ("review-reopened", _("A review that you submitted is open again"), _("A review is open again"), "file-text"),
    ("review-manager-changed", _("Another manager writes your review"), "", "file-text"),
    ("review-led-now", _("You are the manager of one more person in a review cycle"), "", "file-text"),
    ("review-draft-handed", _("%(actor)s handed you a draft of a manager review"), "", "file-text"),
    ("review-talked", _("%(actor)s noted that you two talked about your review"), "", "messages-square"),
)


def register() -> None:
    for slug, words, in_mail, icon in KINDS:
        kinds.register(slug, words, in_mail=in_mail, icon=icon)
