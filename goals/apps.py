from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GoalsConfig(AppConfig):
    name = "goals"
    verbose_name = "Goals"

    def ready(self):
        # Models can be imported only now.
        from goals import hand_over_duties  # noqa: PLC0415
        from inbox import duties, kinds  # noqa: PLC0415

        duties.register(hand_over_duties.provider)
        kinds.register(
            "goal-handed-over",
            _("%(actor)s handed a goal over to you"),
            in_mail=_("A goal was handed over to you"),
            icon="arrow-right-left",
        )
        kinds.register(
            "goals-after-move",
            _("%(actor)s said what becomes of your goals"),
            in_mail=_("It was said what becomes of your goals"),
            icon="arrow-right-left",
        )
