from reviews.views.anonymous import answer
from reviews.views.calibrating import board, calibrate, calibration_note, undo
from reviews.views.listing import index
from reviews.views.result import review, talked
from reviews.views.writing import write

__all__ = [
    "answer",
    "board",
    "calibrate",
    "calibration_note",
    "index",
    "review",
    "talked",
    "undo",
    "write",
]
