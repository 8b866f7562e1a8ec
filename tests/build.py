"""One builder a record, each through `record`, so that no test builds an illegal one by accident.

A test names only what it is about; everything else is made up here. A statement is published, and rests on one
citation, unless the test says `draft=True`. Nobody signs a record but whom the test names with `by`.
"""

from datetime import UTC, date, datetime
from itertools import count

from negotiations import models as talks
from tariffs import models as law

SPRING = date(2025, 4, 1)
_numbers = count(1)


def _name(word: str) -> str:
    return f"{word}-{next(_numbers)}"


def _recorded(model, defaults, fields):
    by = fields.pop("by", None)
    record = model(**{name: make() for name, make in defaults.items() if name not in fields} | fields)
    record.record(by=by)
    return record


def _statement(model, kind, defaults, fields):
    draft = fields.pop("draft", False)
    cited = [] if draft else [fields.pop("source", None) or source()]
    if not draft:
        fields |= {"published_at": datetime.now(UTC), "known_on": cited[0].published_on}
    record = _recorded(model, defaults, fields)
    for read_in in cited:
        citation(source=read_in, **{kind: record})
    return record


def economy(**fields):
    number = next(_numbers)
    code = "".join(chr(65 + number // 26**place % 26) for place in (2, 1, 0))
    return _recorded(
        law.Economy, {"key": lambda: _name("economy"), "code": lambda: code, "name": lambda: _name("Economy")}, fields
    )


def scope(*codes: str, **fields):
    """A scope of some codes; one that begins with “-” is left out."""
    record = _recorded(law.Scope, {"key": lambda: _name("scope"), "name": lambda: _name("Goods")}, fields)
    for code in codes or ("8703",):
        law.ScopeCode(scope=record, hs_code=code.lstrip("-"), included=not code.startswith("-")).record(by=None)
    return record


def sector(*codes: str, **fields):
    if "scope" not in fields:
        fields["scope"] = scope(*codes, name=fields.pop("name", _name("Sector")))
    return _recorded(law.Sector, {"key": lambda: _name("sector")}, fields)


def instrument(**fields):
    return _recorded(
        law.LegalInstrument,
        {
            "key": lambda: _name("act"),
            "economy": economy,
            "kind": lambda: "order",
            "number": lambda: _name("Order"),
            "title": lambda: "An act",
            "published_on": lambda: SPRING,
        },
        fields,
    )


def measure(**fields):
    return _recorded(
        law.Measure,
        {
            "key": lambda: _name("measure"),
            "economy": economy,
            "name": lambda: _name("Measure"),
            "short_name": lambda: "Measure",
        },
        fields,
    )


def rate(**fields):
    if "instrument" not in fields:
        fields["instrument"] = instrument(**({"economy": fields["measure"].economy} if "measure" in fields else {}))
    fields.setdefault("known_on", fields["instrument"].published_on)
    return _recorded(
        law.Rate,
        {
            "key": lambda: _name("rate"),
            "measure": lambda: measure(economy=fields["instrument"].economy),
            "scope": scope,
            "duty": lambda: "5%",
            "starts_on": lambda: SPRING,
        },
        fields,
    )


def effect(**fields):
    if "instrument" not in fields:
        fields["instrument"] = instrument()
    fields.setdefault("known_on", fields["instrument"].published_on)
    return _recorded(
        law.Effect,
        {"key": lambda: _name("effect"), "kind": lambda: "suspends", "rate": rate, "starts_on": lambda: SPRING},
        fields,
    )


def stacking_rule(**fields):
    if "instrument" not in fields:
        fields["instrument"] = instrument()
    fields.setdefault("known_on", fields["instrument"].published_on)
    fields.setdefault("end_known_on", fields["ended_by"].published_on if fields.get("ended_by") else None)
    return _recorded(law.StackingRule, {"key": lambda: _name("rule"), "starts_on": lambda: SPRING}, fields)


def relief(**fields):
    if "instrument" not in fields:
        fields["instrument"] = instrument(economy=fields["measure"].economy)
    fields.setdefault("known_on", fields["instrument"].published_on)
    fields.setdefault("end_known_on", fields["ended_by"].published_on if fields.get("ended_by") else None)
    return _recorded(
        law.Relief,
        {
            "key": lambda: _name("relief"),
            "name": lambda: _name("Relief"),
            "condition": lambda: "Where it is claimed.",
            "starts_on": lambda: SPRING,
        },
        fields,
    )


def membership(**fields):
    return _recorded(law.Membership, {"key": lambda: _name("membership"), "starts_on": lambda: SPRING}, fields)


def line(code: str, general: str = "", **fields):
    """A line of a schedule; the edition that words it says since when it is known."""
    fields.setdefault("known_on", fields["instrument"].published_on)
    fields.setdefault("economy", fields["instrument"].economy)
    return _recorded(
        law.TariffLine,
        {"description": lambda: f"Goods of {code}", "starts_on": lambda: SPRING},
        fields | {"code": code, "general": general},
    )


def negotiation(**fields):
    return _recorded(talks.Negotiation, {"key": lambda: _name("talks"), "title": lambda: _name("Talks")}, fields)


def party(**fields):
    return _recorded(
        talks.Party,
        {
            "key": lambda: _name("party"),
            "negotiation": negotiation,
            "economy": economy,
            "name": lambda: _name("Party"),
            "place": lambda: next(_numbers) % 30_000,
        },
        fields,
    )


def phase(**fields):
    fields.setdefault("known_on", fields.get("starts_on", SPRING))
    return _recorded(
        talks.Phase,
        {
            "key": lambda: _name("phase"),
            "negotiation": negotiation,
            "kind": lambda: "talks",
            "starts_on": lambda: SPRING,
        },
        fields,
    )


def official(**fields):
    return _recorded(talks.Official, {"key": lambda: _name("official"), "family_name": lambda: _name("Family")}, fields)


def appointment(**fields):
    fields.setdefault("known_on", fields.get("starts_on", SPRING))
    return _recorded(
        talks.Appointment,
        {
            "key": lambda: _name("office"),
            "official": official,
            "economy": economy,
            "title": lambda: "Minister",
            "starts_on": lambda: SPRING,
        },
        fields,
    )


def issue(**fields):
    return _recorded(
        talks.Issue,
        {
            "key": lambda: _name("issue"),
            "negotiation": negotiation,
            "title": lambda: _name("Issue"),
            "place": lambda: next(_numbers) % 30_000,
        },
        fields,
    )


def round(**fields):
    return _statement(
        talks.Round,
        "round",
        {
            "key": lambda: _name("round"),
            "negotiation": negotiation,
            "number": lambda: next(_numbers),
            "starts_on": lambda: SPRING,
            "ends_on": lambda: SPRING,
        },
        fields,
    )


def occasion(**fields):
    return _statement(
        talks.Occasion,
        "occasion",
        {
            "key": lambda: _name("occasion"),
            "negotiation": lambda: fields["round"].negotiation if fields.get("round") else negotiation(),
            "title": lambda: _name("Session"),
            "held_on": lambda: SPRING,
        },
        fields,
    )


def attendance(**fields):
    return _statement(
        talks.Attendance,
        "attendance",
        {"key": lambda: _name("attendance"), "occasion": occasion, "official": official},
        fields,
    )


def discussion(**fields):
    if not {"occasion", "issue"} & fields.keys():
        fields["occasion"] = occasion()
    return _statement(
        talks.Discussion,
        "discussion",
        {
            "key": lambda: _name("discussion"),
            "issue": lambda: issue(negotiation=fields["occasion"].negotiation),
            "occasion": lambda: occasion(negotiation=fields["issue"].negotiation),
        },
        fields,
    )


def position(**fields):
    return _statement(
        talks.Position,
        "position",
        {
            "key": lambda: _name("position"),
            "issue": lambda: issue(negotiation=fields["party"].negotiation) if "party" in fields else issue(),
            "party": lambda: party(negotiation=fields["issue"].negotiation) if "issue" in fields else None,
            "stance": lambda: "asks",
            "words": lambda: _name("Wants it gone"),
            "starts_on": lambda: SPRING,
        },
        fields
        if {"issue", "party"} & fields.keys()
        else fields | {"issue": (made := issue()), "party": party(negotiation=made.negotiation)},
    )


def deadline(**fields):
    return _statement(
        talks.Deadline,
        "deadline",
        {
            "key": lambda: _name("deadline"),
            "negotiation": negotiation,
            "name": lambda: _name("Deadline"),
            "falls_on": lambda: date(2025, 7, 9),
            "set_on": lambda: SPRING,
        },
        fields,
    )


def term(**fields):
    return _statement(
        talks.Term,
        "term",
        {
            "key": lambda: _name("term"),
            "negotiation": negotiation,
            "title": lambda: _name("Promise"),
            "words": lambda: "It was promised.",
            "promised_on": lambda: SPRING,
        },
        fields,
    )


def implementation(**fields):
    return _statement(
        talks.Implementation,
        "implementation",
        {
            "key": lambda: _name("implementation"),
            "term": term,
            "how": lambda: "carries-out",
            "words": lambda: _name("It does so"),
            "starts_on": lambda: SPRING,
        },
        fields,
    )


def divergence(**fields):
    defaults = {"key": lambda: _name("divergence"), "negotiation": negotiation, "title": lambda: _name("What was said")}
    return _recorded(talks.Divergence, defaults, fields)


def account(**fields):
    return _statement(
        talks.Account,
        "account",
        {
            "key": lambda: _name("account"),
            "divergence": lambda: None if "term" in fields else divergence(),
            "teller": lambda: "" if "party" in fields else _name("Teller"),
            "words": lambda: _name("It was so"),
            "given_on": lambda: SPRING,
        },
        fields,
    )


def exchange(**fields):
    """That one position was given for another, of another party at the same table."""
    if "given" not in fields:
        fields["given"] = position()
    table = fields["given"].issue.negotiation
    defaults = {"key": lambda: _name("exchange"), "taken": lambda: position(party=party(negotiation=table))}
    return _statement(talks.Exchange, "exchange", defaults, fields)


def source(**fields):
    return _recorded(
        talks.Source,
        {
            "key": lambda: _name("source"),
            "publisher": lambda: _name("Press"),
            "title": lambda: _name("Report"),
            "published_on": lambda: SPRING,
            "reliability": lambda: "B",
        },
        fields,
    )


def citation(**fields):
    return _recorded(
        talks.Citation,
        {
            "key": lambda: _name("citation"),
            "source": source,
            "attribution": lambda: "document",
            "credibility": lambda: 2,
        },
        fields,
    )
