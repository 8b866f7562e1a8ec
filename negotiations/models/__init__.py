"""The records of the talks."""

from negotiations.models.deals import Account, Divergence, Exchange, Implementation, Term
from negotiations.models.evidence import STATEMENT_MODELS, STATEMENTS, Capture, Citation, Source
from negotiations.models.negotiation import Negotiation, Party, Phase
from negotiations.models.people import Appointment, Official
from negotiations.models.positions import Deadline, Issue, Position, Sense, Stance, Unit
from negotiations.models.rounds import Attendance, Discussed, Discussion, Occasion, Round
from negotiations.models.statement import Statement, negotiation_of

__all__ = [
    "STATEMENTS",
    "STATEMENT_MODELS",
    "Account",
    "Appointment",
    "Attendance",
    "Capture",
    "Citation",
    "Deadline",
    "Discussed",
    "Discussion",
    "Divergence",
    "Exchange",
    "Implementation",
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
    "Term",
    "Unit",
    "negotiation_of",
]
