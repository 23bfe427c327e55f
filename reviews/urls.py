from django.urls import path

from reviews import views

app_name = "reviews"
urlpatterns = [
    path("", views.index, name="index"),
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
]
