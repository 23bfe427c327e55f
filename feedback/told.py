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
    (
        "check-in-moved",
        _("%(actor)s moved your check-in to another day"),
        _("Your check-in with %(actor)s was moved to another day"),
        "calendar",
    ),
    (
        "check-in-moved-by-leave",
        _("Your check-in with %(actor)s stands on another day: one of you is away, or is not any more"),
        "",
        "calendar",
    ),
    (
        "check-in-cadence",
        _("%(actor)s changed how often you two talk"),
        _("How often you talk with %(actor)s was changed"),
        "calendar",
    ),
    (
        "check-in-skipped",
        _("%(actor)s skipped your check-in"),
        _("Your check-in with %(actor)s was skipped"),
        "calendar",
    ),
    (
        "check-ins-with-another",
        _("Your check-ins are with %(actor)s from now on: you decide what they read of earlier ones"),
        _("Your check-ins are with %(actor)s from now on"),
        "users",
    ),
    (
        "check-ins-taken-over",
        _("You hold the check-ins with %(actor)s from now on"),
        _("You hold the check-ins with %(actor)s from now on"),
        "users",
    ),
    (
        "check-ins-handed-over",
        _("The check-ins with %(actor)s are no longer yours; your private notes stay with you"),
        _("The check-ins with %(actor)s are no longer yours"),
        "users",
    ),
    (
        "check-ins-paused",
        _("Your check-ins with %(actor)s ended; the next comes with your next manager"),
        _("Your check-ins with %(actor)s ended"),
        "users",
    ),
    ("check-in-asked", _("%(actor)s asks you for a check-in"), _("You are asked for a check-in"), "messages-square"),
    (
        "check-in-asked-of-manager",
        _("%(actor)s asks you to hold a check-in soon"),
        _("You are asked to hold a check-in soon"),
        "messages-square",
    ),
    (
        "check-in-asked-for",
        _("%(actor)s asks that your manager and you talk soon"),
        _("You and your manager are asked to talk soon"),
        "messages-square",
    ),
    ("check-ins-opened", _("%(actor)s opened earlier check-ins to you"), "", "eye"),
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
    (
        "feedback-asked",
        _("%(actor)s asked you for feedback"),
        _("You were asked for feedback"),
        "message-circle-question-mark",
    ),
    (
        "feedback-asked-about",
        _("%(actor)s asked others for feedback about you"),
        _("Your manager asked for feedback"),
        "message-circle-question-mark",
    ),
    (
        "feedback-answered",
        _("%(actor)s answered your request for feedback"),
        _("A request of yours was answered"),
        "message-square-quote",
    ),
    ("feedback-declined", _("%(actor)s declined your request for feedback"), "", "message-square-x"),
    ("feedback-thanks", _("%(actor)s thanked you for feedback"), "", "heart"),
    # In the mail nobody's name: it would say whom a plan is about.
    ("plan-started", _("%(actor)s began a plan with you"), _("A plan was begun"), "sprout"),
    ("plan-changed", _("%(actor)s changed a plan of yours"), _("A plan was changed"), "sprout"),
    ("plan-answered", _("%(actor)s answered a plan of yours"), _("A plan was answered"), "sprout"),
    ("plan-reviewed", _("%(actor)s wrote how a plan of yours is going"), _("Something was added to a plan"), "sprout"),
    ("plan-ended", _("%(actor)s ended a plan of yours and said how"), _("A plan has ended"), "sprout"),
    ("plan-promised", _("%(actor)s named you for something to do"), _("You were named for something to do"), "sprout"),
    (
        "plan-with-another",
        _("Your plan goes on with %(actor)s, who reads all of it from now on"),
        _("A plan goes on with another manager"),
        "sprout",
    ),
    (
        "plan-taken-over",
        _("The open plan of %(actor)s is yours to go on with"),
        _("A plan is yours to go on with"),
        "sprout",
    ),
    (
        "plan-handed-over",
        _("The open plan of %(actor)s goes on with another manager; you do not read it any more"),
        "",
        "sprout",
    ),
)


def register() -> None:
    for slug, words, in_mail, icon in KINDS:
        kinds.register(slug, words, in_mail=in_mail, icon=icon)
