"""The pages that tell what is charged, on a record without any law."""

from tests import build


def test_the_page_of_a_line_says_so(desk, db):
    page = desk.get("/duty/")

    assert page.status_code == 200
    assert "No economy’s law has been entered" in page.text


def test_the_page_of_a_sector_says_so(desk, db):
    build.sector("8703", key="lone")

    assert "No economy’s law has been entered" in desk.get("/tariffs/sectors/lone/").text


def test_the_page_of_rates_by_day_and_by_origin_says_so(desk, db):
    assert "No economy with a measure has been entered" in desk.get("/tariffs/rates/").text


def test_the_list_of_measures_says_so(desk, db):
    assert "No measure was known" in desk.get("/tariffs/measures/").text
