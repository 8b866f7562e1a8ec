"""Forms of the talks: they read and label what was typed, and hand it over to the actions."""

from negotiations.forms.ranking import RankForm, ReturnForm
from negotiations.forms.removing import RemoveForm
from negotiations.forms.screen import ROWS, RoundScreen

__all__ = ["ROWS", "RankForm", "RemoveForm", "ReturnForm", "RoundScreen"]
