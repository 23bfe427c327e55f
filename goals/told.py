"""What people are told of goals: the kinds of news, registered when the app is ready."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox import kinds

Words = str | Promise
Told = tuple[str, Words, Words, str]
# Slug, words, words in the mail (none: it is in no mail), icon.
ABOUT_OBJECTIVES: list[Told] = [
    (
        "goal-handed-over",
        _("%(actor)s handed a goal over to you"),
        _("A goal was handed over to you"),
        "arrow-right-left",
    ),
    (
        "goals-after-move",
        _("%(actor)s said what becomes of your goals"),
        _("It was said what becomes of your goals"),
        "arrow-right-left",
    ),
    (
        "comment",
        _("%(actor)s commented on an objective"),
        _("There is a comment on an objective that you own or follow"),
        "message-square",
    ),
    (
        "offer",
        _("%(actor)s offers you a hand with an objective"),
        _("You are offered a hand with an objective"),
        "hand-helping",
    ),
]
ABOUT_DRAFTS: list[Told] = [
    ("goal-submitted", _("%(actor)s asks you to agree to a draft"), _("A draft waits for your agreement"), "target"),
    ("goal-returned", _("%(actor)s returned your draft"), _("Your draft was returned"), "target"),
    ("goal-suggested", _("%(actor)s suggests edits of your draft"), _("Edits of your draft were suggested"), "target"),
    ("goal-suggestion-answered", _("%(actor)s answered your suggestion"), "", "target"),
    (
        "goal-agreed",
        _("%(actor)s agreed to your objective: it is active"),
        _("An objective of yours was agreed and is active"),
        "target",
    ),
    ("goal-agreed-by-me", _("Agreed with %(actor)s: the objective is active"), "", "target"),
]
ABOUT_ALIGNMENT: list[Told] = [
    (
        "alignment-proposed",
        _("%(actor)s proposes an alignment to you"),
        _("An alignment was proposed to you"),
        "git-pull-request-arrow",
    ),
    ("alignment-accepted", _("Your alignment was accepted"), _("Your alignment was accepted"), "git-merge"),
    ("alignment-declined", _("Your alignment was declined"), _("Your alignment was declined"), "circle-slash"),
]


def register() -> None:
    for slug, words, in_mail, icon in (*ABOUT_OBJECTIVES, *ABOUT_DRAFTS, *ABOUT_ALIGNMENT):
        kinds.register(slug, words, in_mail=in_mail, icon=icon)
