"""Sources retell each other: many reports are one origin, and no retelling makes a statement surer."""

from copy import deepcopy
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from negotiations.dossier.building import alone
from negotiations.dossier.checking import entries
from negotiations.selectors.evidence import evidence_for
from parley.lib.asof import AsOf
from tests import build
from tests.dossiers import changed

DAY = date(2025, 6, 1)
AT = AsOf(DAY, DAY)
ON = "?on=2025-06-01&known=2025-06-01"


@pytest.fixture(scope="module")
def made(standing):
    """A report of an agency, and a position that rests on it."""
    agency = build.source(key="agency", publisher="Kyodo News", reliability="B")
    issue = build.issue(negotiation=build.negotiation(key="talks"), key="cars")
    return SimpleNamespace(agency=agency, position=build.position(issue=issue, source=agency))


@pytest.fixture
def agency(made, db):
    return deepcopy(made.agency)


@pytest.fixture
def position(made, db):
    return deepcopy(made.position)


def retold(position, source, **fields):
    paper = build.source(derived_from=source, publisher="Paper", reliability=fields.pop("reliability", "A"))
    return build.citation(position=position, source=paper, **fields)


def anonymous(position):
    [citation] = position.citations.all()
    citation.attribution = "anonymous"
    citation.record(by=None)


def seen(position):
    return evidence_for("position", [position], AT)


def test_six_reports_of_one_agency_are_told_as_one_origin_with_its_name_and_voice(desk, position, agency):
    anonymous(position)
    last = agency
    for _ in range(5):
        last = retold(position, last, attribution="anonymous").source

    assert seen(position).told(position) == "6 reports, 1 origin (Kyodo News, anonymous)"
    page = desk.get(f"/negotiations/talks/issues/cars/{ON}").text
    assert (
        '<abbr class="grade" title="Grade of its best origin">B2</abbr> 6 reports, 1 origin (Kyodo News, anonymous)'
        in page
    )


def test_two_passages_of_one_report_are_one_report(position, agency):
    build.citation(position=position, source=agency)

    assert seen(position).told(position) == "1 report, 1 origin (Kyodo News, document)"


def test_many_origins_are_named_up_to_three_the_surest_first(position):
    for credibility, name in ((3, "Third"), (1, "First"), (4, "Fourth"), (5, "Fifth")):
        build.citation(position=position, source=build.source(publisher=name), credibility=credibility)

    assert seen(position).told(position) == (
        "5 reports, 5 origins (First, document; Kyodo News, document; Third, document; 2 more)"
    )


def test_the_grade_of_a_statement_is_that_of_its_best_origin(position, agency):
    retold(position, agency, credibility=2, reliability="A")
    assert seen(position).grade(position) == "B2"

    build.citation(position=position, source=build.source(reliability="C"), credibility=1)
    assert seen(position).grade(position) == "C1"


def test_of_retellings_of_a_report_that_is_not_cited_the_least_sure_speaks(agency):
    position = build.position(source=build.source(derived_from=agency, reliability="A"))
    retold(position, agency, credibility=4)

    assert seen(position).grade(position) == "B4"


def test_a_retelling_cannot_be_cited_as_surer_than_the_report_that_it_retells(position, agency):
    middle = build.source(derived_from=agency)

    with pytest.raises(ValidationError, match="is cited for this with credibility 2"):
        retold(position, middle, credibility=1)

    assert retold(position, middle, credibility=2).pk


def test_nor_can_the_report_be_cited_afterwards_as_less_sure_than_its_retelling(agency):
    position = build.position(source=build.source(derived_from=agency))

    with pytest.raises(ValidationError, match="cannot be surer than the report"):
        build.citation(position=position, source=agency, credibility=3)


def test_for_another_statement_it_may_be_as_sure_as_it_likes(position, agency):
    other = build.position()

    assert retold(other, agency, credibility=1).pk


def test_the_form_says_why_on_the_field(desk, position, agency):
    paper = build.source(derived_from=agency)

    answer = desk.post(
        f"/records/citation/new/?position={position.key}",
        {"source": paper.key, "attribution": "document", "credibility": 1},
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["credibility"] == [
        "A retelling makes nothing surer: the report that it retells is cited for this with credibility 2."
    ]


def test_a_circle_of_retellings_is_refused_on_the_field_of_the_form(desk, agency):
    paper = build.source(derived_from=build.source(derived_from=agency))
    form = desk.get("/records/source/agency/edit/").context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}

    answer = desk.post("/records/source/agency/edit/", typed | {"derived_from": paper.key, "reason": "Seen so"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["derived_from"] == [
        "A source does not retell, by way of others, one that retells it."
    ]
    agency.refresh_from_db()
    assert agency.derived_from_id is None


def test_the_page_of_a_round_tells_of_how_many_origins_where_there_are_several_reports(desk, position, agency):
    negotiation = position.issue.negotiation
    build.round(negotiation=negotiation, number=1, starts_on=date(2025, 4, 1), ends_on=date(2025, 4, 2))
    page = f"/negotiations/talks/rounds/1/{ON}"
    assert "1 origin" not in desk.get(page).text

    retold(position, agency)

    assert "2 reports, 1 origin (Kyodo News, document)" in desk.get(page).text


def test_a_page_of_a_source_says_of_how_many_reports_it_is_the_origin(desk, position, agency):
    retold(position, agency)

    assert "2 reports, 1 origin (Kyodo News)" in desk.get(f"/sources/agency/{ON}").text


def test_a_dossier_in_which_a_retelling_is_surer_is_refused_with_its_line():
    report = "      - {source: s01, attribution: inference, credibility: 2}\n"
    surer = "      - {source: s02, attribution: document, credibility: 1}\n"
    found = []

    entries([alone(changed(report, report + surer))], found)

    [fault] = map(str, found)
    assert "positions[0].citations[2].credibility" in fault
    assert "A retelling makes nothing surer: the report that it retells is cited for this with credibility 2." in fault
