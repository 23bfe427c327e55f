from django.urls import path

from reviews import views

app_name = "reviews"
urlpatterns = [
    path("", views.index, name="index"),
    path("calibration/<int:pk>/", views.board, name="calibration"),
    path("calibration/of/<int:pk>/", views.calibrate, name="calibrate"),
    path("calibration/undo/<int:pk>/", views.undo, name="undo_calibration"),
    path("calibration/group/<int:pk>/note/", views.calibration_note, name="calibration_note"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/talked/", views.talked, name="talked"),
    path("<int:pk>/write/", views.write, name="write"),
    path("<int:pk>/anonymous/<slug:relation>/", views.answer, name="answer"),
]
