from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "goals"
    verbose_name = "Goals"

    def ready(self):
        # Models can be imported only now.
        from goals import duties, moments, searching, told  # noqa: PLC0415
        from inbox.duties import register  # noqa: PLC0415

        register(duties.provider)
        told.register()
        moments.register()
        searching.register()
        from goals.places import register  # noqa: PLC0415

        register()
