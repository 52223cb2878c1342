from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.navigation import NOBODY, Entry
from jieyue.web.oversight import views

under = "oversight/"
app_name = "oversight"
navigation = [Entry("督查督办", "oversight:board", (Right.REVIEW,), place=24, daily=NOBODY)]
urlpatterns = [
    path("", views.board, name="board"),
    path("board.<str:form>", views.board_file, name="board-file"),
    path("units/", views.units, name="units"),
    path("units.<str:form>", views.units_file, name="units-file"),
    path("scores/", views.scores, name="scores"),
    path("scores.<str:form>", views.scores_file, name="scores-file"),
]
