from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Privacy")

    def ready(self):
        # Models can be imported only now.
        from inbox import kinds  # noqa: PLC0415
        from privacy.places import register  # noqa: PLC0415

        register()
        kinds.register(
            "special-access-begun",
            _("%(actor)s began special access to your texts"),
            in_mail=_("Special access to your texts was begun"),
            icon="eye",
        )
        kinds.register(
            "read-by-special-access",
            _("%(actor)s read a text of yours by special access"),
            in_mail=_("A text of yours was read by special access"),
            icon="eye",
        )
