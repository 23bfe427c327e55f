from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "goals"
    verbose_name = "Goals"

    def ready(self):
        # Models can be imported only now.
        from goals import closing_duties  # noqa: PLC0415
        from inbox import duties  # noqa: PLC0415

        duties.register(closing_duties.provider)
