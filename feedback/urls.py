from django.urls import path

from feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.check_in, name="check_in"),
    path("<int:pk>/prepare/", views.prepare, name="prepare"),
    path("<int:pk>/log/", views.log, name="log"),
    path("<int:pk>/skip/", views.skip, name="skip"),
    path("<int:pk>/open/", views.open_to_manager, name="open_to_manager"),
    path("with/<int:pk>/", views.history, name="history"),
    path("with/<int:pk>/schedule/", views.schedule, name="schedule"),
    path("with/<int:pk>/print/", views.print_history, name="print_history"),
    path("with/<int:pk>/agenda/", views.agenda, name="agenda"),
    path("agenda/<int:pk>/", views.change_point, name="change_point"),
    path("agenda/<int:pk>/remove/", views.remove_point, name="remove_point"),
    path("notes/", views.notes, name="notes"),
    path("notes/about/<int:pk>/", views.notes_about, name="notes_about"),
    path("notes/<int:pk>/", views.note, name="note"),
    path("notes/<int:pk>/delete/", views.delete_note, name="delete_note"),
    path("questions/", views.questions, name="questions"),
    path("questions/<int:pk>/", views.reword_question, name="reword_question"),
    path("questions/<int:pk>/use/", views.use_question, name="use_question"),
    path("actions/<int:pk>/move/", views.move_action, name="move_action"),
    path("actions/<int:pk>/finish/", views.finish_action, name="finish_action"),
    path("actions/<int:pk>/drop/", views.drop_action, name="drop_action"),
    path("blockers/", views.blockers, name="blockers"),
    path("blockers/raise/", views.raise_blocker, name="raise_blocker"),
    path("blockers/<int:pk>/", views.blocker, name="blocker"),
    path("blockers/<int:pk>/share/", views.share_upward, name="share_upward"),
    path("blockers/<int:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("blockers/<int:pk>/helped/", views.help, name="help"),
    path("blockers/<int:pk>/resolve/", views.resolve, name="resolve"),
]
