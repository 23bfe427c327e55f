from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    name = "inbox"
    verbose_name = _("Inbox and mail")

    def ready(self):
        # Models can be imported only now.
        from drafts import ageing  # noqa: PLC0415
        from inbox import gone_zones, kinds, services, snoozing  # noqa: PLC0415
        from org import backends  # noqa: PLC0415

        kinds.register(
            services.DRAFT_AGES,
            _("A draft of yours goes within a week: send it, or let it go"),
            in_mail=_("A draft of yours goes within a week"),
            icon="file-clock",
        )
        kinds.register(
            gone_zones.KIND,
            _("The time zone you had chosen no longer exists: your location's is used, or choose another"),
            in_mail=_("The time zone you had chosen no longer exists"),
            icon="clock-alert",
            why=_("It decides when your mail comes; your location's is used until you choose another."),
        )
        ageing.register(services.tell_of_drafts)
        backends.load_with_viewer("told_snoozes", snoozing.with_viewer)
