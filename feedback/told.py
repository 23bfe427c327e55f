"""What people are told of check-ins, blockers and feedback: the kinds of news, registered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from inbox import kinds

# slug, words on Today and in the inbox, words in the mail ("": not in the mail), icon
KINDS = (
    (
        "check-in-logged",
        _("%(actor)s logged your check-in"),
        _("Your check-in with %(actor)s was logged"),
        "messages-square",
    ),
    ("blocker-raised", _("%(actor)s raised a blocker"), _("A blocker was raised in your team"), "circle-alert"),
    (
        "blocker-acknowledged",
        _("%(actor)s acknowledged your blocker"),
        _("Your blocker was acknowledged"),
        "circle-alert",
    ),
    # True on the day it is told and later: it may be opened after the week is over.
    (
        "blocker-goes-up",
        _("Your blocker is unanswered: a week after you raised it, it shows one level up"),
        _("A blocker of yours is unanswered and shows one level up after a week"),
        "circle-alert",
    ),
    ("feedback-received", _("%(actor)s gave you feedback"), _("You received feedback"), "message-square-quote"),
    (
        "feedback-shared",
        _("%(actor)s shared feedback about one of your people with you"),
        _("Feedback was shared with you"),
        "message-square-quote",
    ),
    ("feedback-recognition", _("%(actor)s recognised you, for everyone to read"), _("You were recognised"), "award"),
    ("feedback-reply", _("%(actor)s replied to feedback of yours"), _("Feedback of yours was replied to"), "reply"),
    ("feedback-reply-about", _("%(actor)s replied to feedback about you"), "", "reply"),
    ("feedback-thanks", _("%(actor)s thanked you for feedback"), "", "heart"),
)


def register() -> None:
    for slug, words, in_mail, icon in KINDS:
        kinds.register(slug, words, in_mail=in_mail, icon=icon)
