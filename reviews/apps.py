from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Reviews"

    def ready(self):
        # Models can be imported only now.
        from inbox import duties as registry  # noqa: PLC0415
        from reviews import duties, places, told  # noqa: PLC0415

        places.register()
        registry.register(duties.provider)
        told.register()
