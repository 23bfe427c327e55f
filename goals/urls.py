from django.urls import path

from goals import views

app_name = "goals"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("proposals/", views.proposals, name="proposals"),
    path("followed/", views.followed, name="followed"),
    path("unserved/", views.unserved, name="unserved"),
    path("map/", views.map, name="map"),
    path("map/<int:pk>/", views.serving, name="serving"),
    path("<int:pk>/", views.objective, name="objective"),
    path("<int:pk>/branch/", views.branch, name="branch"),
    path("<int:pk>/chart/", views.chart, name="chart"),
    path("<int:pk>/explain/", views.explain, name="explain"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/align/", views.align, name="align"),
    path("<int:pk>/accept/", views.accept, name="accept"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/supports/", views.support, name="support"),
    path("<int:pk>/supports/<int:other>/end/", views.end_support, name="end_support"),
    path("<int:pk>/comment/", views.comment, name="comment"),
    path("<int:pk>/follow/", views.follow, name="follow"),
    path("<int:pk>/unfollow/", views.unfollow, name="unfollow"),
    path("comments/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/weight/", views.weight, name="weight"),
    path("<int:pk>/activate/", views.activate, name="activate"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("key-results/<int:pk>/update/", views.update, name="update"),
    path("key-results/<int:pk>/re-baseline/", views.rebaseline, name="rebaseline"),
    path("updates/<int:pk>/strike/", views.strike, name="strike"),
]
