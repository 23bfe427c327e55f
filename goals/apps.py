from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GoalsConfig(AppConfig):
    name = "goals"
    verbose_name = "Goals"

    def ready(self):
        # Models can be imported only now.
        from goals.duties import provider  # noqa: PLC0415
        from inbox import duties, kinds  # noqa: PLC0415

        duties.register(provider)
        kinds.register(
            "alignment-proposed",
            _("%(actor)s proposes an alignment to you"),
            in_mail=_("An alignment was proposed to you"),
            icon="git-pull-request-arrow",
        )
        kinds.register(
            "alignment-accepted",
            _("Your alignment was accepted"),
            in_mail=_("Your alignment was accepted"),
            icon="git-merge",
        )
        kinds.register(
            "alignment-declined",
            _("Your alignment was declined"),
            in_mail=_("Your alignment was declined"),
            icon="circle-slash",
        )
        kinds.register(
            "comment",
            _("%(actor)s commented on an objective"),
            in_mail=_("There is a comment on an objective that you own or follow"),
            icon="message-square",
        )
