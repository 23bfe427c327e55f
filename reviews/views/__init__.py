from reviews.views.anonymous import answer
from reviews.views.listing import index
from reviews.views.result import review, talked
from reviews.views.writing import write

__all__ = ["answer", "index", "review", "talked", "write"]
