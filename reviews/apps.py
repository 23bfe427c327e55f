from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Reviews"

    def ready(self):
        # Models can be imported only now.
        from reviews import places, told  # noqa: PLC0415

        places.register()
        told.register()
