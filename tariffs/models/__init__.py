"""The records of the law at the border."""

from tariffs.models.economy import Economy, Membership
from tariffs.models.goods import Scope, ScopeCode, Sector
from tariffs.models.instrument import LegalInstrument
from tariffs.models.line import TariffLine, TradeFlow
from tariffs.models.measure import Effect, Measure, Rate, RatePart
from tariffs.models.stacking import Relief, StackingRule

__all__ = [
    "Economy",
    "Effect",
    "LegalInstrument",
    "Measure",
    "Membership",
    "Rate",
    "RatePart",
    "Relief",
    "Scope",
    "ScopeCode",
    "Sector",
    "StackingRule",
    "TariffLine",
    "TradeFlow",
]
