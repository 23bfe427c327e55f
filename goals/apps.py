from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "goals"
    verbose_name = "Goals"

    def ready(self):
        # Models can be imported only now.
        from goals import agreement_duties, closing_duties, hand_over_duties, told  # noqa: PLC0415
        from inbox import duties  # noqa: PLC0415

        for waiting in (agreement_duties, closing_duties, hand_over_duties):
            duties.register(waiting.provider)
        told.register()
