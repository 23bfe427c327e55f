from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "org"
    verbose_name = "Organisation"

    def ready(self):
        # Models can be imported only now.
        from org import told  # noqa: PLC0415

        told.register()
