from reviews.views.anonymous import answer
from reviews.views.calibrating import board, calibrate, calibration_note, undo
from reviews.views.leaving import leave
from reviews.views.listing import index
from reviews.views.nominating import add_peer, approve, decline, decline_anonymous, peers, propose, refuse, withdraw
from reviews.views.result import history, review, talked
from reviews.views.writing import amend, cite, recency, write

__all__ = [
    "add_peer",
    "amend",
    "answer",
    "approve",
    "board",
    "calibrate",
    "calibration_note",
    "cite",
    "decline",
    "decline_anonymous",
    "history",
    "index",
    "leave",
    "peers",
    "propose",
    "recency",
    "refuse",
    "review",
    "talked",
    "undo",
    "withdraw",
    "write",
]
