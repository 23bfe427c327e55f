from reviews.views.anonymous import answer
from reviews.views.calibrating import board, calibrate, calibration_note, undo
from reviews.views.listing import index
from reviews.views.nominating import add_peer, approve, decline, peers, propose, refuse, withdraw
from reviews.views.result import review, talked
from reviews.views.writing import write

__all__ = [
    "add_peer",
    "answer",
    "approve",
    "board",
    "calibrate",
    "calibration_note",
    "decline",
    "index",
    "peers",
    "propose",
    "refuse",
    "review",
    "talked",
    "undo",
    "withdraw",
    "write",
]
