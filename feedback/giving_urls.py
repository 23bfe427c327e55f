from django.urls import path

from feedback import views

app_name = "giving"
urlpatterns = [
    path("feedback/", views.received, name="received"),
    path("feedback/given/", views.given, name="given"),
    path("feedback/shared/", views.shared, name="shared"),
    path("feedback/kept/", views.kept, name="kept"),
    path("feedback/balance/", views.balance, name="balance"),
    path("feedback/ask/", views.ask, name="ask"),
    path("feedback/ask/choose/", views.choose_asked, name="choose_asked"),
    path("feedback/asked/", views.asked, name="asked"),
    path("feedback/asked/<int:pk>/", views.question, name="question"),
    path("feedback/asked/<int:pk>/answer/", views.answer, name="answer"),
    path("feedback/asked/<int:pk>/decline/", views.decline, name="decline"),
    path("feedback/asked/<int:pk>/more/", views.ask_more, name="ask_more"),
    path("feedback/asked/<int:pk>/take-back/", views.take_back, name="take_back"),
    path("feedback/give/", views.give, name="give"),
    path("feedback/check-words/", views.check_words, name="check_words"),
    path("feedback/give/choose/", views.choose, name="choose"),
    path("feedback/<int:pk>/", views.read, name="read"),
    path("feedback/<int:pk>/reply/", views.reply, name="reply"),
    path("feedback/<int:pk>/thank/", views.thank, name="thank"),
    path("feedback/<int:pk>/helpful/", views.mark_helpful, name="mark_helpful"),
    path("feedback/<int:pk>/bookmark/", views.bookmark, name="bookmark"),
    path("feedback/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("recognition/", views.recognition, name="recognition"),
    path("recognition/of/<int:pk>/", views.recognition_of, name="recognition_of"),
]
