from django.urls import path

from reviews import views

app_name = "reviews"
urlpatterns = [
    path("", views.index, name="index"),
    path("calibration/<int:pk>/", views.board, name="calibration"),
    path("calibration/of/<int:pk>/", views.calibrate, name="calibrate"),
    path("calibration/undo/<int:pk>/", views.undo, name="undo_calibration"),
    path("calibration/group/<int:pk>/note/", views.calibration_note, name="calibration_note"),
    path("history/", views.history, name="history"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/peers/", views.peers, name="peers"),
    path("<int:pk>/peers/propose/", views.propose, name="propose"),
    path("<int:pk>/peers/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/peers/approve/", views.approve, name="approve"),
    path("<int:pk>/peers/<int:person>/refuse/", views.refuse, name="refuse"),
    path("<int:pk>/peers/<int:person>/add/", views.add_peer, name="add_peer"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/leave/", views.leave, name="leave"),
    path("<int:pk>/talked/", views.talked, name="talked"),
    path("<int:pk>/write/", views.write, name="write"),
    path("<int:pk>/anonymous/peer/decline/", views.decline_anonymous, name="decline_anonymous"),
    path("<int:pk>/anonymous/<slug:relation>/", views.answer, name="answer"),
    path("<int:pk>/write/cite/", views.cite, name="cite"),
    path("<int:pk>/write/recency/", views.recency, name="recency"),
    path("<int:pk>/change/", views.amend, name="amend"),
]
