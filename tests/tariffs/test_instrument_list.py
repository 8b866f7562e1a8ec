from tests import build
from tests.pattern import day, spring_2025


def test_acts_are_listed_latest_first(desk, db):
    spring_2025()

    page = desk.get("/tariffs/instruments/?known=2025-05-05").content.decode()

    assert page.index(">EO 2<") < page.index(">EO 1<") < page.index(">Proc. 1<")


def test_an_act_is_not_listed_before_its_publication(desk, db):
    spring_2025()

    page = desk.get("/tariffs/instruments/?known=2025-04-08").content.decode()

    assert ">EO 1<" in page
    assert ">EO 2<" not in page


def test_acts_of_one_economy_as_a_file(desk, db):
    world = spring_2025()
    build.instrument(economy=world.jp, number="Law 1", published_on=day(1, 1))

    csv = desk.get("/tariffs/instruments.csv?economy=JP&known=2025-05-05").content.decode("utf-8-sig").splitlines()

    assert [line.split(",")[0] for line in csv] == ["Number", "Law 1"]


def test_an_empty_list_says_so(desk, db):
    assert "No act had been made public" in desk.get("/tariffs/instruments/").content.decode()


def test_only_economies_with_an_act_are_offered(desk, db):
    world = spring_2025()
    page = desk.get("/tariffs/instruments/?known=2025-05-05").text
    build.instrument(economy=world.jp, number="Law 1", published_on=day(1, 1))

    assert '<option value="JP">' not in page
    assert '<option value="JP">' in desk.get("/tariffs/instruments/?known=2025-05-05").text
