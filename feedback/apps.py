from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Check-ins and feedback")

    def ready(self):
        # Models can be imported only now.
        from feedback import (  # noqa: PLC0415
            asking_duties,
            blocking,
            in_calendar,
            in_place,
            invitations,
            leave,
            moments,
            plan_duties,
            plan_places,
            told,
        )
        from feedback.duties import provider  # noqa: PLC0415
        from feedback.places import register  # noqa: PLC0415
        from goals import blocked  # noqa: PLC0415
        from inbox import calendar, duties  # noqa: PLC0415
        from org import backends, watchers  # noqa: PLC0415

        register()
        plan_places.register()
        duties.register(provider)
        duties.register(asking_duties.provider)
        duties.register(plan_duties.provider)
        backends.load_with_viewer("asked_for_feedback", asking_duties.with_viewer)
        for name, subquery in plan_duties.TOLD.items():
            backends.load_with_viewer(name, subquery)
        blocked.register(blocking.provider)
        told.register()
        moments.register()
        in_place.register()
        invitations.register()
        calendar.register(in_calendar.provider)
        watchers.register(leave.after_absences)
