"""A file that its format cannot hold is refused in words, with the formats that can."""

from io import BytesIO

import docx
import pytest
from python_calamine import CalamineWorkbook

from tests import build


def text_of(ending: str, written: bytes) -> str:
    if ending == "docx":
        return "".join(each.text for each in docx.Document(BytesIO(written)).paragraphs)
    if ending == "xlsx":
        book = CalamineWorkbook.from_object(BytesIO(written))
        return "".join(str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    return written.decode()


@pytest.fixture
def round_(db):
    negotiation = build.negotiation(key="talks")
    return build.round(negotiation=negotiation, number=1, summary="Met with สมชาย today 😀.")


def test_a_pdf_that_lacks_a_letter_is_refused_with_the_letter_and_the_formats_that_can(desk, round_):
    answer = desk.get("/negotiations/talks/rounds/1.pdf")

    assert answer.status_code == 400
    assert "None of the PDF&#x27;s fonts holds “ส” (U+0E2A)" in answer.text
    assert "Word, Excel, Markdown and JSON can carry it." in answer.text


@pytest.mark.parametrize("ending", ["docx", "xlsx", "md", "json"])
def test_the_formats_that_are_named_carry_the_letter(desk, round_, ending):
    answer = desk.get(f"/negotiations/talks/rounds/1.{ending}")

    assert answer.status_code == 200
    assert "สมชาย today 😀" in text_of(ending, answer.content)


@pytest.mark.parametrize("letter", ["ก", "😀"])
@pytest.mark.parametrize("list_", ["officials", "changes"])
def test_a_list_with_such_a_letter_is_refused_too(desk, list_, letter):
    build.official(family_name=letter)

    assert desk.get(f"/{list_}.pdf").status_code == 400
    assert desk.get(f"/{list_}.csv").status_code == 200
