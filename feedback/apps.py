from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Check-ins and feedback")

    def ready(self):
        # Models can be imported only now.
        from feedback import blocking  # noqa: PLC0415
        from feedback.duties import provider  # noqa: PLC0415
        from feedback.places import register  # noqa: PLC0415
        from goals import blocked  # noqa: PLC0415
        from inbox import duties, kinds  # noqa: PLC0415

        register()
        duties.register(provider)
        blocked.register(blocking.provider)
        kinds.register(
            "check-in-logged",
            _("%(actor)s logged your check-in"),
            in_mail=_("Your check-in with %(actor)s was logged"),
            icon="messages-square",
        )
        kinds.register(
            "blocker-raised",
            _("%(actor)s raised a blocker"),
            in_mail=_("A blocker was raised in your team"),
            icon="circle-alert",
        )
        kinds.register(
            "blocker-acknowledged",
            _("%(actor)s acknowledged your blocker"),
            in_mail=_("Your blocker was acknowledged"),
            icon="circle-alert",
        )
        kinds.register(
            "feedback-received",
            _("%(actor)s gave you feedback"),
            in_mail=_("You received feedback"),
            icon="message-square-quote",
        )
        kinds.register(
            "feedback-shared",
            _("%(actor)s shared feedback about one of your people with you"),
            in_mail=_("Feedback was shared with you"),
            icon="message-square-quote",
        )
        kinds.register(
            "feedback-recognition",
            _("%(actor)s recognised you, for everyone to read"),
            in_mail=_("You were recognised"),
            icon="award",
        )
        kinds.register(
            "feedback-reply",
            _("%(actor)s replied to feedback of yours"),
            in_mail=_("Feedback of yours was replied to"),
            icon="reply",
        )
        kinds.register("feedback-reply-about", _("%(actor)s replied to feedback about you"), icon="reply")
        kinds.register("feedback-thanks", _("%(actor)s thanked you for feedback"), icon="heart")
