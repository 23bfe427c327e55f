from django.db import models
from django.utils.translation import gettext_lazy as _


class Relation(models.TextChoices):
    """What the writer is to the subject."""

    SELF = "self", _("self-review")
    MANAGER = "manager", _("manager review")
    PEER = "peer", _("peer review")
    UPWARD = "upward", _("upward review")

    @property
    def writer(self):
        """Who writes it, in words."""
        return {
            "self": _("The person themselves"),
            "manager": _("The manager"),
            "peer": _("Peers"),
            "upward": _("The reports"),
        }[self.value]


class Anonymity(models.TextChoices):
    ATTRIBUTED = "attributed", _("attributed: the readers see who wrote")
    CONFIDENTIAL = "confidential", _("confidential: HR sees who wrote, the subject does not")
    ANONYMOUS = "anonymous", _("anonymous: nobody can tell who wrote")


class Phase(models.TextChoices):
    """The phases that have dates; before them is set-up, after them the cycle is closed."""

    NOMINATION = "nomination", _("nomination")
    WRITING = "writing", _("writing")
    CALIBRATION = "calibration", _("calibration")
    RELEASE = "release", _("release")
