from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightsConfig(AppConfig):
    name = "insights"
    verbose_name = _("Bridge")

    def ready(self):
        # Models can be imported only now.
        from insights.places import register  # noqa: PLC0415

        register()
