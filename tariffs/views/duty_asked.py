"""What an address asks about the duty on a line: read, answered, or refused beside the field that cannot be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict

from parley.lib.asof import AsOf
from tariffs.expressions import ad_valorem_equivalent
from tariffs.forms import LineForm, ToldForm
from tariffs.models import Economy
from tariffs.nomenclature import LEVELS, display
from tariffs.selectors.answers import Answer, Claimable, NoSuchLine, Question, ask
from tariffs.selectors.economies import economies_on, nearest_of, with_law, with_rates_of_their_own
from tariffs.selectors.ladders import claim_of, expression_of
from tariffs.selectors.lines import Line, search_lines
from tariffs.told import Claim, Told, write_unit_value


@dataclass(slots=True)
class ClaimBox:
    """A claim that may be ticked: its word, all that can be claimed by it, and the address with it turned over."""

    word: str
    offers: list[Claimable]
    made: bool
    address: str


@dataclass(slots=True)
class Asked:
    """What is asked, in its forms; the answer, or the lines to choose from."""

    at: AsOf
    line_form: LineForm
    typed: QueryDict
    importer: Economy | None = None
    origin: Economy | None = None
    told_form: ToldForm | None = None
    question: Question | None = None
    answer: Answer | None = None
    offered: tuple[Claimable, ...] = ()
    lines: list[Line] = field(default_factory=list)

    @property
    def refusals(self) -> list[str]:
        """Why there is no answer, in sentences."""
        forms = [self.line_form, *([self.told_form] if self.told_form else [])]
        return [str(fault) for form in forms for faults in form.errors.values() for fault in faults]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the address has and no field shows, so that the next one has it too."""
        shown = {*self.line_form.fields, *(self.told_form.fields if self.told_form else ())}
        shown |= {"claim", "share"} if self.told_form else set()
        return [(name, value) for name, values in self.typed.lists() if name not in shown for value in values]

    @property
    def claims(self) -> list[ClaimBox]:
        """What can be claimed for the goods, and what is claimed though it cannot be."""
        words = list(dict.fromkeys([each.word for each in self.offered]))
        made = self.told_form.words if self.told_form else []
        return [
            ClaimBox(word, [each for each in self.offered if each.word == word], word in made, self._turned(word))
            for word in [*words, *(word for word in made if word not in words)]
        ]

    @property
    def choices(self) -> list[tuple[Line, str, str]]:
        """The lines to choose from, each with its code as printed and the address that asks about it."""
        found = []
        for line in self.lines:
            address = self.typed.copy()
            address["code"] = code = display(line.code)
            found.append((line, code, f"?{address.urlencode(safe='=/')}"))
        return found

    @property
    def is_told(self) -> bool:
        """Whether anything is told of the goods, or asked for and not told."""
        form = self.told_form
        return bool(form and (form.fields or form.errors or form.words))

    def query(self, **changes: Any) -> str:
        """The question as the tail of an address, both clocks in it; some of its values changed, or left out (None)."""
        told = self.question.told if self.question else Told()
        values: dict[str, Any] = {
            "code": display(self.question.code) if self.question else self.typed.get("code"),
            "importer": self.importer and self.importer.code,
            "origin": self.origin and self.origin.code,
            **{clock: value for clock, value in self.at.items() if value},
            "claim": sorted(map(str, told.claims)),
            "share": sorted(map(str, told.shares)),
            "unit_value": told.unit_value and write_unit_value(told.unit_value),
        }
        address = QueryDict(mutable=True)
        for name, value in (values | changes).items():
            if value:
                address.setlist(name, value if isinstance(value, list) else [str(value)])
        return f"?{address.urlencode(safe='=/')}"

    def _turned(self, word: str) -> str:
        claims = self.question.told.claims if self.question else frozenset[Claim]()
        others = [str(each) for each in claims if each.word != word]
        return self.query(claim=sorted([*others, *([] if len(others) < len(claims) else [word])]))


def duty_asked(request: HttpRequest, at: AsOf) -> Asked:
    """What the address asks, with its answer where it can be given."""
    economies = economies_on(at)
    importers = with_law(economies, at)
    by_code = {each.code: each for each in economies}
    typed = request.GET.copy()
    if "importer" not in typed and importers:
        typed["importer"] = importers[0].code
    importer = by_code.get(typed.get("importer", ""))
    named = with_rates_of_their_own(economies, importer, at) if importer else []
    if "origin" not in typed and importer and (nearest := nearest_of(named, importer)):
        typed["origin"] = nearest.code
    for clock in ("on", "known"):
        typed[clock] = at.written(clock)
    own = {each.pk for each in named}
    others = [each for each in economies if each.pk not in own]
    form = LineForm(
        typed,
        importers,
        [("With rates of their own", sorted(named, key=lambda each: each.name)), ("All others", others)],
    )
    form.fields["code"].required = "code" in request.GET
    asked = Asked(at, form, typed, importer, by_code.get(typed.get("origin", "")))
    if form.is_valid() and form.cleaned_data["code"] and asked.importer and asked.origin:
        _answer(asked, asked.importer, asked.origin, form.cleaned_data["code"])
    return asked


def answered(request: HttpRequest, at: AsOf) -> tuple[Asked, Answer]:
    """What the address asks and its answer, for a file; refused in words where there is none."""
    asked = duty_asked(request, at)
    if asked.answer is None:
        raise BadRequest(" ".join(asked.refusals) or "Say which line, by its code: ?code=8703.23.01")
    return asked, asked.answer


def _answer(asked: Asked, importer: Economy, origin: Economy, text: str) -> None:
    """Find the line, read what is told of it, and answer; else offer lines, or say what cannot be read."""
    digits = "".join(text.replace(".", " ").split())
    is_code = digits.isdecimal() and digits.isascii()
    if importer == origin:
        asked.line_form.add_error("origin", "The goods are from the economy that charges: choose another one.")
    elif not is_code or len(digits) not in LEVELS:
        asked.lines = search_lines(importer, text, asked.at)
        if not asked.lines:
            how = "begins with" if is_code else "has"
            told = f"No line of the schedule of {importer} {how} “{text}” on the day, as known."
            asked.line_form.add_error("code", told)
    else:
        _ask(asked, ask(importer, origin, digits, asked.at.recorded))


def _ask(asked: Asked, question: Question) -> None:
    importer, code = question.importer, question.code
    try:
        plain = question.answer(asked.at.on, asked.at.known)
    except NoSuchLine as fault:
        asked.line_form.add_error("code", str(fault))
        asked.lines = search_lines(importer, code[:6], asked.at) or search_lines(importer, code[:4], asked.at)
        return
    asked.question, asked.offered = question, plain.claimable
    if len(code) < 8 and not (plain.line and plain.line.texts.general):
        asked.lines = [line for line in search_lines(importer, code, asked.at) if line.code != code]
    _tell(asked, question, plain)


def _tell(asked: Asked, question: Question, plain: Answer) -> None:
    keys = [name.removeprefix("share-") for name in asked.typed if name.startswith("share-")]
    keys += [text.partition("=")[0] for text in asked.typed.getlist("share")]
    measures: dict[str, Any] = {each.key: each for each in question.book.measures.values()}
    speaking = [rung for rung in (*plain.rungs, *plain.yielded) if rung.rate.content]
    charged_on = {rung.measure.key: rung.measure for rung in speaking}
    charged_on |= {key: measures.get(key, key) for key in keys if key}
    waits = any(each.loaded_before for each in plain.claimable)
    asked.told_form = ToldForm(asked.typed, charged_on, loaded=waits, unit_value=_has_specific(plain))
    if not asked.told_form.is_valid():
        return
    try:
        waiting = [claim_of(each) for each in question.book.reliefs if each.loaded_before]
        asked.question = question.telling(asked.told_form.told(waiting))
    except ValueError as fault:
        asked.told_form.add_error(None, str(fault))
        return
    asked.answer = asked.question.answer(asked.at.on, asked.at.known)


def _has_specific(answer: Answer) -> bool:
    """Whether a duty is so much money a unit, so that the value of a unit makes a difference."""
    stated: Iterable[str] = {rung.stated for rung in (*answer.rungs, *answer.yielded)}
    read: Sequence[Any] = [expression_of(text) for text in stated]
    return any(each is not None and ad_valorem_equivalent(each) is None for each in read)
