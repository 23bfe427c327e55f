from reviews.views.listing import index
from reviews.views.result import history, review, talked
from reviews.views.writing import amend, cite, recency, write

__all__ = ["amend", "cite", "history", "index", "recency", "review", "talked", "write"]
