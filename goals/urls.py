from django.urls import path

from goals import views

app_name = "goals"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("check/", views.check, name="check"),
    path("copy/", views.copy, name="copy"),
    path("<int:pk>/", views.objective, name="objective"),
    path("<int:pk>/branch/", views.branch, name="branch"),
    path("<int:pk>/chart/", views.chart, name="chart"),
    path("<int:pk>/explain/", views.explain, name="explain"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/align/", views.align, name="align"),
    path("<int:pk>/accept/", views.accept, name="accept"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/weight/", views.weight, name="weight"),
    path("<int:pk>/activate/", views.activate, name="activate"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/return/", views.send_back, name="send_back"),
    path("<int:pk>/agree/", views.agree, name="agree"),
    path("<int:pk>/suggest/", views.suggest, name="suggest"),
    path("suggestions/<int:pk>/", views.suggestion, name="suggestion"),
    path("suggestions/<int:pk>/decline/", views.decline_suggestion, name="decline_suggestion"),
    path("suggestions/<int:pk>/withdraw/", views.take_back, name="take_back"),
    path("key-results/<int:pk>/update/", views.update, name="update"),
    path("key-results/<int:pk>/re-baseline/", views.rebaseline, name="rebaseline"),
    path("updates/<int:pk>/strike/", views.strike, name="strike"),
]
