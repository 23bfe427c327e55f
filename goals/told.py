"""What people are told of goals: the kinds of news, registered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from inbox import kinds


def register() -> None:
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
    kinds.register(
        "goal-submitted",
        _("%(actor)s asks you to agree to a draft"),
        in_mail=_("A draft waits for your agreement"),
        icon="target",
    )
    kinds.register(
        "goal-returned", _("%(actor)s returned your draft"), in_mail=_("Your draft was returned"), icon="target"
    )
    kinds.register(
        "goal-suggested",
        _("%(actor)s suggests edits of your draft"),
        in_mail=_("Edits of your draft were suggested"),
        icon="target",
    )
    kinds.register("goal-suggestion-answered", _("%(actor)s answered your suggestion"), icon="target")
    kinds.register(
        "goal-agreed",
        _("%(actor)s agreed to your objective: it is active"),
        in_mail=_("An objective of yours was agreed and is active"),
        icon="target",
    )
    kinds.register("goal-agreed-by-me", _("Agreed with %(actor)s: the objective is active"), icon="target")
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
