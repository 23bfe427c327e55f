from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class KindSetting(models.Model):
    """What HR has set of one kind of signal. Where there is no row, the defaults of its module hold."""

    kind = models.CharField(_("kind"), max_length=40, unique=True, editable=False)
    is_on = models.BooleanField(_("shown on the bridge"), default=True)
    threshold = models.PositiveSmallIntegerField(_("threshold"))

    # What the admin calls it.
    words = ""

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kind of signal")
        verbose_name_plural = _("kinds of signals")
        ordering = ["kind"]

    def __str__(self):
        return str(self.words or self.kind)
