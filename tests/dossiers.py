"""Small dossiers for the tests: a rate in two parts, a round, and two positions of which one replaces the other."""

import pytest
from django.apps import apps

from negotiations.dossier.loading import load
from negotiations.dossier.reading import DossierError

LAW = """\
economies:
  - {key: us, code: US, name: United States}
  - {key: jp, code: JP, name: Japan}
scopes:
  - key: cars
    name: Cars
    codes:
      - hs_code: 8703.23.01
      - hs_code: 8703.90.01
        basis: inferred
instruments:
  - {key: eo-1, economy: us, kind: order, title: An order, published_on: 2025-04-02}
measures:
  - {key: reciprocal, economy: us, name: Reciprocal duty, short_name: Reciprocal}
rates:
  - key: japan-rate
    measure: reciprocal
    instrument: eo-1
    origin: jp
    scope: cars
    duty: 24%
    starts_on: 2025-04-09
    parts:
      - {name: Baseline, points: 10}
      - {name: Country part, points: 14}
"""
TALKS = """\
sources:
  - {key: s01, publisher: Example Press, title: Talks end, published_on: 2025-05-05, reliability: B}
  - {key: s02, publisher: Ministry, title: Read-out, published_on: 2025-05-02, derived_from: s01}
officials:
  - key: akazawa
    family_name: Akazawa
    spellings: [赤沢, Akasawa]
    appointments:
      - {economy: jp, title: Minister, starts_on: 2024-10-01}
negotiations:
  - key: talks
    title: Talks on cars
    parties:
      - {economy: us, name: United States}
      - {economy: jp, name: Japan}
    phases:
      - {kind: talks, starts_on: 2025-04-16}
rounds:
  - {negotiation: talks, number: 2, starts_on: 2025-05-01}
issues:
  - {key: cars, negotiation: talks, title: Duty on cars, part: japan-rate-baseline}
occasions:
  - key: second
    negotiation: talks
    round: talks-round-2
    title: Second round
    held_on: 2025-05-01
    starts_at: 16:30
    time_zone: America/New_York
    attendances:
      - official: akazawa
        appointment: akazawa-jp-2024-10-01
        citations:
          - {source: s02, attribution: document}
positions:
  - key: us-refuses
    issue: cars
    party: talks-us
    occasion: second
    stance: refuses
    words: The duty on cars is not open.
    starts_on: 2025-05-01
    ends_on: 2025-05-04
    ending: superseded
    replaced_by: us-offers
    citations:
      - {source: s01, attribution: anonymous}
      - {source: s01, attribution: inference, credibility: 2}
  - key: us-offers
    issue: cars
    party: talks-us
    stance: offers
    words: Down to 14 points.
    quantity: 14.5
    unit: points
    sense: to
    starts_on: 2025-05-05
    citations:
      - {source: s01, attribution: on-record, speaker: akazawa}
"""
SMALL = LAW + TALKS
# The same in two files, where the talks cite their source for the law too.
BUILT = f"""\
builds_on: [law]
rates:
  - key: japan-rate
    parts:
      - key: japan-rate-country-part
        citations:
          - {{source: s01, attribution: background}}
    citations:
      - {{source: s01, attribution: document}}
{TALKS}"""


def changed(old: str, new: str, text: str = SMALL) -> str:
    """The small dossier with other words in one place."""
    assert text.count(old) == 1, text.count(old)
    return text.replace(old, new)


def faults(text: str) -> list[str]:
    """Why a dossier is refused."""
    with pytest.raises(DossierError) as refused:
        load(text, by=None)
    return [str(fault) for fault in refused.value.faults]


def lines_of_history() -> int:
    histories = [model.history for model in apps.get_models() if hasattr(model, "history")]
    return sum(history.count() for history in histories)
