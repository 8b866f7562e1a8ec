"""The records of the talks."""

from negotiations.models.evidence import STATEMENTS, Citation, Source
from negotiations.models.negotiation import Negotiation, Party, Phase
from negotiations.models.people import Appointment, Official
from negotiations.models.positions import Deadline, Issue, Position, Sense, Stance, Unit
from negotiations.models.rounds import Attendance, Discussed, Discussion, Occasion, Round
from negotiations.models.statement import Statement

__all__ = [
    "STATEMENTS",
    "Appointment",
    "Attendance",
    "Citation",
    "Deadline",
    "Discussed",
    "Discussion",
    "Issue",
    "Negotiation",
    "Occasion",
    "Official",
    "Party",
    "Phase",
    "Position",
    "Round",
    "Sense",
    "Source",
    "Stance",
    "Statement",
    "Unit",
]
