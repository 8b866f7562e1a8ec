"""Dossiers that build on others: loaded together, told apart, and each dumped as itself."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from negotiations.dossier.dumping import content, dump, dump_law
from negotiations.dossier.loading import Outcome, load, load_file
from negotiations.dossier.reading import DossierError
from negotiations.models import Citation, Negotiation
from tariffs.models import Economy, Rate, RatePart, ScopeCode
from tests.dossiers import BUILT, LAW, changed


@pytest.fixture
def law(tmp_path):
    file = tmp_path / "law.yaml"
    file.write_text(LAW, encoding="utf-8")
    return file


@pytest.fixture
def talks(tmp_path, law):
    file = tmp_path / "talks.yaml"
    file.write_text(BUILT, encoding="utf-8")
    return file


@pytest.fixture
def loaded(db, talks):
    load_file(talks, by=None)
    return talks


def faults(file, text=None):
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(DossierError) as refused:
        load_file(file, by=None)
    return [str(fault) for fault in refused.value.faults]


def test_a_dossier_is_loaded_with_those_on_which_it_builds(db, talks):
    assert load_file(talks, by=None) == Outcome(written=30)

    assert Rate.objects.get().citations.get().source.key == "s01"
    assert RatePart.objects.get(name="Country part").citations.get().key == "japan-rate-country-part-s01"
    reasons = [each.history.get().history_change_reason for each in (Rate.objects.get(), Negotiation.objects.get())]
    assert reasons == ["Loaded from law.yaml.", "Loaded from talks.yaml."]


def test_loading_again_writes_nothing(loaded):
    assert load_file(loaded, by=None) == Outcome(unchanged=30)


def test_what_a_dossier_added_stays_when_its_base_is_loaded_alone(loaded, law):
    assert load_file(law, by=None) == Outcome(unchanged=10, left_alone=2)


def test_what_a_text_without_a_folder_builds_on_is_in_the_database(db, law):
    load_file(law, by=None)

    assert load(BUILT, by=None) == Outcome(written=20)
    assert load(BUILT, by=None) == Outcome(unchanged=20)


def test_a_dossier_may_build_on_several_and_they_on_one(db, tmp_path, talks):
    (tmp_path / "more.yaml").write_text("builds_on: [law]\nsectors: [{key: cars, scope: cars}]\n", encoding="utf-8")
    talks.write_text(changed("[law]", "[law, more]", BUILT), encoding="utf-8")

    assert load_file(talks, by=None) == Outcome(written=31)


def test_faults_of_all_files_are_told_at_once_each_with_its_file(db, law, talks):
    law.write_text(changed("24%", "lots", LAW).replace("origin: jp", "origin: jq"), encoding="utf-8")

    told = faults(talks, changed("stance: offers", "stance: maybe", BUILT).replace("part: japan", "part: japon"))

    assert [each.split(": ")[0] for each in told] == [
        "law.yaml, line 19, rates[0].origin",
        "law.yaml, line 21, rates[0].duty",
        "talks.yaml, line 30, issues[0].part",
        "talks.yaml, line 61, positions[1].stance",
    ]
    assert not Economy.objects.exists()


def test_nothing_of_either_file_is_written_when_one_is_refused(db, talks):
    faults(talks, changed("    unit: points\n", "", BUILT))

    assert not Economy.history.exists()


def test_a_dossier_that_is_missing_is_named(db, law, talks):
    law.unlink()

    assert faults(talks) == ["talks.yaml, line 1, builds_on[0]: There is no file law.yaml beside this one."]


def test_dossiers_do_not_build_on_each_other(db, law, talks):
    law.write_text(f"builds_on:\n  - talks\n{LAW}", encoding="utf-8")

    assert faults(talks) == [
        "law.yaml, line 2, builds_on[0]: “builds_on” comes back to where it began: "
        "“talks.yaml” → “law.yaml” → “talks.yaml”."
    ]


def test_a_dossier_does_not_build_on_itself(db, talks):
    [told] = faults(talks, changed("[law]", "[talks]", BUILT))

    assert "“talks.yaml” → “talks.yaml”" in told


@pytest.mark.parametrize("written", ["law", "[[law]]", "[../law]", "[law.yaml]", "['']", "{law: law}"])
def test_the_head_is_a_list_of_names(db, talks, written):
    [told] = faults(talks, changed("[law]", written, BUILT))

    assert told.startswith("talks.yaml, line 1, builds_on")


def test_a_text_that_is_no_dossier_is_told_with_its_file(db, law, talks):
    law.write_text("a:\n\t- b\n", encoding="utf-8")

    assert faults(talks) == ["law.yaml, line 2: A tab stands at the beginning of the line; indent with blanks."]


def test_a_record_has_one_home(db, law, talks):
    text = changed("sources:", "economies:\n  - {key: us, code: US, name: United States}\nsources:", BUILT)

    assert faults(talks, text) == [
        "talks.yaml, line 11, economies[0].key: “us” stands twice, first in law.yaml, economies[0], line 2."
    ]


def test_a_list_of_codes_that_stands_twice_is_told_once(db, talks):
    text = changed("sources:", "scopes:\n  - {key: cars, name: Cars, codes: [8703.23.01, all]}\nsources:", BUILT)

    assert [each.split(": ")[0] for each in faults(talks, text)] == ["talks.yaml, line 11, scopes[0].key"]


def test_the_base_points_at_nothing_of_what_builds_on_it(db, law, talks):
    law.write_text(f"{LAW}    citations:\n      - {{source: s02, attribution: document}}\n", encoding="utf-8")

    assert faults(talks) == [
        "law.yaml, line 27, rates[0].citations[0].source: “s02” is in talks.yaml, on which this file does not build."
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("- key: japan-rate\n", "- key: japan-rat\n", 3, "No rate has the key “japan-rat”; did you mean “japan-rate”?"),
        ("- key: japan-rate-country-part", "- key: japan-rate-part", 5, "No part of a rate has the key"),
        ("- key: japan-rate-country-part", "- name: The rest\n        points: 1", 5, "The list of parts is whole"),
        ("    parts:\n", "    heading: '9903'\n    parts:\n", 3, "“measure” is missing."),
        ("builds_on: [law]\n", "", 2, "“measure” is missing."),
    ],
)
def test_what_is_added_is_added_to_a_record_of_the_base(db, talks, old, new, line, told):
    found = faults(talks, changed(old, new, BUILT))

    assert [each for each in found if each.startswith(f"talks.yaml, line {line}, rates[0]") and told in each]


def test_what_is_added_to_stands_where_it_is_said_to(db, law, talks):
    other = "  - {key: other, measure: reciprocal, instrument: eo-1, scope: cars, duty: 1%, starts_on: 2025-04-05}\n"
    law.write_text(LAW + other, encoding="utf-8")

    assert faults(talks, changed("- key: japan-rate\n", "- key: other\n", BUILT)) == [
        "talks.yaml, line 5, rates[0].parts[0].key: “japan-rate-country-part” stands in another record."
    ]


def test_each_is_dumped_as_itself(loaded, law):
    talks = Negotiation.objects.get()

    assert content(dump_law(Economy.objects.get(key="us"), cited=False)) == content(LAW)
    assert content(dump(talks, [law])) == content(BUILT)
    assert dump(talks, [law]).startswith("builds_on:\n  - law\n\nrates:\n  - key: japan-rate\n")


def test_a_law_is_dumped_with_what_is_cited_for_it_and_the_talks_then_without(loaded, law):
    law.write_text(dump_law(Economy.objects.get(key="us")), encoding="utf-8")
    rest = dump(Negotiation.objects.get(), [law])

    assert content(law.read_bytes())["sources"].keys() == {"s01"}
    assert content(law.read_bytes())["citations"].keys() == {"japan-rate-s01", "japan-rate-country-part-s01"}
    assert content(rest)["sources"].keys() == {"s02"}
    loaded.write_text(rest, encoding="utf-8")
    assert load_file(loaded, by=None) == Outcome(unchanged=30)
    assert content(dump_law(Economy.objects.get(key="us"))) == content(law.read_bytes())


def test_the_law_of_one_economy_is_not_that_of_another(loaded):
    assert content(dump_law(Economy.objects.get(key="jp"))).keys() == {"economies"}


def test_what_only_the_base_could_hold_is_not_lost(loaded, law):
    ScopeCode(scope=Rate.objects.get().scope, hs_code="8704").record(by=None)

    with pytest.raises(DossierError, match=r"“8704” of “cars” can stand in law\.yaml alone, and is not there"):
        dump(Negotiation.objects.get(), [law])


def test_the_commands_load_and_dump_both(db, tmp_path, law, talks):
    out = StringIO()
    call_command("load", str(talks), stdout=out)
    call_command("dump", "--law", "us", "--uncited", out=tmp_path / "law.yaml", stdout=out)
    call_command("dump", "talks", "--builds-on", str(law), "--out", str(tmp_path / "talks.yaml"), stdout=out)
    call_command("load", str(talks), stdout=out)

    assert out.getvalue().splitlines() == [
        "30 records written, 0 changed, 0 unchanged.",
        f"us is in {law}.",
        f"talks is in {talks}.",
        "0 records written, 0 changed, 30 unchanged.",
    ]
    assert Citation.objects.count() == 6


def test_the_command_tells_what_it_read_before_it_writes(db, talks):
    out = StringIO()

    call_command("load", str(talks), progress=True, stdout=out)

    assert out.getvalue().splitlines() == [
        "law.yaml: 10 records to check and to write…",
        "talks.yaml: 20 records to check and to write…",
        "30 records written, 0 changed, 0 unchanged.",
    ]


def test_the_command_dumps_one_thing(db, tmp_path):
    with pytest.raises(CommandError, match="Name one"):
        call_command("dump")
    with pytest.raises(CommandError, match=r"No economy has the key “us”; there are: none\."):
        call_command("dump", law="us")
