"""Markdown: pipe tables, notes in brackets, the sources at the end."""

import re

from parley.lib.documents import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Drawing,
    Heading,
    Paragraph,
    Run,
    Source,
    Table,
    Text,
    Value,
    brackets,
    cell,
    citation,
    clean,
    column,
    is_address,
    reading,
    runs,
)

# What Markdown, or HTML within it, would take for more than a letter; and what makes a line a list, a title or a rule.
_SIGNS = re.compile(r"([\\`*_\[\]<>|~#&!])")
_LINE_STARTS = re.compile(r"^(\s*)([-+=>]|\d+[.)])(?=\s|$|=|-)", re.MULTILINE)


def write(document: Document) -> bytes:
    head = [f"# {_escaped(document.title)}"]
    head += [_escaped(line) for line in (document.subtitle, document.note) if line]
    if document.marking:
        head.insert(1, f"**{_escaped(document.marking)}**")
    parts = head + [_block(block) for block in document.blocks]
    if document.sources:
        parts += ["## Sources", "\n".join(map(_source, document.sources))]
    return ("\n\n".join(parts) + "\n").encode()


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {_escaped(text)}"
        case Paragraph(text):
            return _text(text)
        case Bullets(items):
            return "\n".join(f"- {_text(item)}" for item in items)
        case Table():
            return _table(block)
        case Drawing():
            told = f"**{_escaped(block.caption)}**\n\n{_escaped(block.alternative)}"
            return f"{told}\n\nSource: {_escaped(block.source)}" if block.source else told


def _table(table: Table) -> str:
    parts = [f"**{_escaped(table.heading)}**"] if table.heading else []
    if table.rows:
        columns = [column(one) for one in table.columns]
        rule = ("---:" if numeric else "---" for numeric in table.is_numeric)
        lines = [
            (_escaped(heading) for heading in table.headings),
            rule,
            *((_cell(value, one) for value, one in zip(row, columns, strict=True)) for row in table.rows),
        ]
        parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    else:
        parts.append(_escaped(table.empty))
    if table.source:
        parts.append(f"Source: {_escaped(table.source)}")
    parts += [f"Note: {_text(line)}" for line in table.notes]
    return "\n\n".join(parts)


def _cell(value: Value | Text | Cell, under: Column) -> str:
    one = cell(value)
    text = _text(one.value) if isinstance(one.value, Run | tuple) else _linked(_escaped(reading(one, under)), one.link)
    if one.strong and text:
        text = f"**{text}**"
    return (text + brackets(one.notes)).replace("\n", "<br>")


def _text(text: Text) -> str:
    told = "".join(map(_run, runs(text))).replace("\n", "  \n")
    # A note before a bracket or a colon would be a link.
    return re.sub(r"(\[\d+)\](?=[(:](?!<))", r"\1\\]", told)


def _run(run: Run) -> str:
    text = _linked(_escaped(run.text), run.link)
    if run.strong and text.strip():
        # The stars must touch the letters, or they are stars.
        inner = text.strip()
        text = text.replace(inner, f"**{inner}**", 1)
    return text + brackets(run.notes)


def _linked(text: str, link: str) -> str:
    return f"[{text}](<{_address(link)}>)" if is_address(link) else text


def _address(link: str) -> str:
    return clean(link).replace("\n", "").replace("<", "%3C").replace(">", "%3E")


def _source(source: Source) -> str:
    address = f" <{_address(source.address).replace(' ', '%20')}>" if is_address(source.address) else ""
    return f"- [{source.number}] {_escaped(citation(source))}{address}"


def _escaped(text: str) -> str:
    signs = _SIGNS.sub(r"\\\1", clean(text))
    return _LINE_STARTS.sub(lambda start: f"{start[1]}{start[2][:-1]}\\{start[2][-1]}", signs)
