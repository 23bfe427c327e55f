from reviews.models.acknowledgement import Acknowledgement
from reviews.models.anonymous import AnonymousAnswer, AnonymousMark
from reviews.models.calibration import CalibrationChange, CalibrationNote
from reviews.models.choices import Anonymity, Phase, Relation
from reviews.models.citation import Citation
from reviews.models.competency import Competency, CompetencyLevel
from reviews.models.cycle import Cycle, CyclePhase, CycleRelation
from reviews.models.nomination import Nomination
from reviews.models.participant import CalibrationGroup, Facilitator, Participant
from reviews.models.question import Question, QuestionFor
from reviews.models.release import Release
from reviews.models.review import Answer, Review, Submission
from reviews.models.scale import Level, Scale
from reviews.models.setting_up import CycleReader, Exclusion, Step
from reviews.models.template import Section, Template

__all__ = [
    "Acknowledgement",
    "Anonymity",
    "AnonymousAnswer",
    "AnonymousMark",
    "Answer",
    "CalibrationChange",
    "CalibrationGroup",
    "CalibrationNote",
    "Citation",
    "Competency",
    "CompetencyLevel",
    "Cycle",
    "CyclePhase",
    "CycleReader",
    "CycleRelation",
    "Exclusion",
    "Facilitator",
    "Level",
    "Nomination",
    "Participant",
    "Phase",
    "Question",
    "QuestionFor",
    "Relation",
    "Release",
    "Review",
    "Scale",
    "Section",
    "Step",
    "Submission",
    "Template",
]
