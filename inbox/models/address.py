from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SecretAddress(models.Model):
    """An address that acts for one person without a login: whoever has it may use it (see `inbox.addresses`).

    The row holds the hash of the secret part, and a nonce from which only a server that has the SECRET_KEY can make
    it again: each mail can carry it, and a copy of the database gives nobody's away.
    """

    class Purpose(models.TextChoices):
        UNSUBSCRIBE = "unsubscribe", _("stop the mail")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    nonce = models.CharField(max_length=32)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("secret address")
        verbose_name_plural = _("secret addresses")
        constraints = [
            models.UniqueConstraint(fields=["person", "purpose"], name="inbox_secretaddress_one_each"),
        ]

    def __str__(self):
        return f"{self.purpose} {self.pk}"
