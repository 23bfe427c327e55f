from django.urls import path

from feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.index, name="index"),
    path("row/", views.row, name="row"),
    path("cadence/", views.cadence, name="cadence"),
    path("earlier/", views.earlier, name="earlier"),
    path("<int:pk>/", views.check_in, name="check_in"),
    path("<int:pk>/prepare/", views.prepare, name="prepare"),
    path("<int:pk>/log/", views.log, name="log"),
    path("<int:pk>/move/", views.move, name="move"),
    path("<int:pk>/skip/", views.skip, name="skip"),
    path("<int:pk>/open/", views.open_to_manager, name="open_to_manager"),
    path("with/<int:pk>/", views.history, name="history"),
    path("with/<int:pk>/schedule/", views.schedule, name="schedule"),
    path("actions/<int:pk>/finish/", views.finish_action, name="finish_action"),
    path("actions/<int:pk>/drop/", views.drop_action, name="drop_action"),
    path("blockers/", views.blockers, name="blockers"),
    path("blockers/raise/", views.raise_blocker, name="raise_blocker"),
    path("blockers/<int:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("blockers/<int:pk>/helped/", views.help, name="help"),
    path("blockers/<int:pk>/resolve/", views.resolve, name="resolve"),
]
