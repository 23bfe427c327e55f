from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Reviews"

    def ready(self):
        # Models can be imported only now.
        from inbox import duties as waiting  # noqa: PLC0415
        from org import backends  # noqa: PLC0415
        from reviews import duties, moments, places, told  # noqa: PLC0415

        waiting.register(duties.provider)
        for name, subquery in duties.TOLD.items():
            backends.load_with_viewer(name, subquery)
        places.register()
        told.register()
        moments.register()
