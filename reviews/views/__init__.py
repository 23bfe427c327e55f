from reviews.views.leaving import leave
from reviews.views.listing import index
from reviews.views.nominating import add_peer, approve, decline, peers, propose, refuse, withdraw
from reviews.views.result import review, talked
from reviews.views.writing import write

__all__ = [
    "add_peer",
    "approve",
    "decline",
    "index",
    "leave",
    "peers",
    "propose",
    "refuse",
    "review",
    "talked",
    "withdraw",
    "write",
]
