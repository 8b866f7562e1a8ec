from tests import build
from tests.pattern import spring_2025


def test_sectors_are_listed_in_order_with_their_parts(desk, db):
    world = spring_2025()
    build.sector("870323", name="Small cars", parent=world.cars_sector)

    page = desk.get("/tariffs/sectors/").content.decode()

    assert page.index("/sectors/cars/") < page.index("Small cars") < page.index("/sectors/other-goods/")


def test_sectors_as_a_file_name_their_codes(desk, db):
    spring_2025()

    csv = desk.get("/tariffs/sectors.csv").content.decode("utf-8-sig").splitlines()

    assert csv[1].startswith("Cars,,8703.23.01,,cars")
    assert csv[2].startswith("All other goods,,all goods,8703.23.01,other-goods")


def test_an_empty_list_says_so(desk, db):
    assert "No sector has been entered" in desk.get("/tariffs/sectors/").content.decode()
