"""The shape of a dossier as JSON Schema, for editors; draft 7, which they know best.

An editor reads `8703` as a number and `25%` as a text: where a text may look like a number, both are allowed.
"""

import json
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from negotiations.dossier import values
from negotiations.dossier.building import BUILDS_ON
from negotiations.dossier.shape import SECTIONS, Shape, every_shape, has_place, is_link, target_of

_HEAD = {
    "type": ["array", "null"],
    "description": "The dossiers of the same folder at whose records this one points: their files, without “.yaml”.",
    "items": {"type": ["string", "integer"], "pattern": f"^{values.KEY}$"},
}
_FORMS: tuple[tuple[type[models.Field], dict[str, Any]], ...] = (
    (models.BooleanField, {"type": "boolean"}),
    (models.DateField, {"type": "string", "pattern": f"^{values.DAY}$"}),
    (models.TimeField, {"type": "string", "pattern": f"^{values.TIME}$"}),
    (models.DecimalField, {"type": ["number", "string"], "pattern": f"^{values.NUMBER}$"}),
    (models.IntegerField, {"type": ["integer", "string"], "pattern": f"^{values.WHOLE}$"}),
)


def schema() -> dict[str, Any]:
    """The JSON Schema of a dossier."""
    sections = {
        name: {"type": ["array", "null"], "description": _told(shape), "items": _ref(shape)}
        for name, shape in SECTIONS.items()
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Dossier",
        "description": "A negotiation with everything it rests on.",
        "type": "object",
        "additionalProperties": False,
        "properties": {BUILDS_ON: _HEAD, **sections},
        "definitions": {_name(shape): _record(shape) for shape in every_shape()},
    }


def written() -> str:
    """The schema as its file has it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _name(shape: Shape) -> str:
    return shape.model.__name__


def _told(shape: Shape) -> str:
    return " ".join((shape.model.__doc__ or "").split())


def _ref(shape: Shape) -> dict[str, str]:
    return {"$ref": f"#/definitions/{_name(shape)}"}


def _item(shape: Shape) -> dict[str, Any]:
    """A record of a nested list, which may be its name alone where that says all."""
    if not shape.is_plain:
        return _ref(shape)
    return {"anyOf": [_field(shape, shape.fields[shape.named_by]), _ref(shape)]}


def _record(shape: Shape) -> dict[str, Any]:
    properties = {name: _field(shape, field) for name, field in shape.fields.items()}
    if shape.is_statement:
        properties["draft"] = {"type": "boolean", "description": "Not shown to readers yet.", "default": False}
    for each in shape.lists:
        properties[each.name] = {"type": ["array", "null"], "description": _told(each), "items": _item(each)}
    required = {"required": [name for name, field in shape.fields.items() if shape.needs(field)]}
    return {
        "type": "object",
        "description": _told(shape),
        "additionalProperties": False,
        **({"anyOf": [required, _added(shape)]} if shape.grows else required),
        "properties": properties,
    }


def _added(shape: Shape) -> dict[str, Any]:
    """A record of a dossier on which this one builds, with what this one adds to its lists."""
    names = ["key", *(each.name for each in shape.grows)]
    return {"required": ["key"], "minProperties": 2, "propertyNames": {"enum": names}}


def _field(shape: Shape, field: models.Field) -> dict[str, Any]:
    form = _form(field)
    if not shape.needs(field) and not isinstance(field, models.BooleanField):
        form = _or_empty(field, form)
    known = field.has_default() and not callable(field.default) and not has_place(field)
    default = {"default": getattr(field.default, "value", field.default)} if known else {}
    return {"description": _description(shape, field), **form, **default}


def _description(shape: Shape, field: models.Field) -> str:
    if field.name == "hs_code":
        return f"HS code. As it is printed, like 8703.23.01, or “{values.ALL_GOODS}” for all goods."
    name = str(field.verbose_name)
    told = f"{name[:1].upper()}{name[1:]}."
    if is_link(field):
        told += f" The key of a record: {target_of(field)._meta.verbose_name}."
    if field.name == "key" and shape.makes_keys:
        told += " Left out, it is made of its parts."
    if has_place(field):
        told += " Left out, records keep the order of the file."
    return f"{told} {field.help_text}".strip()


def _form(field: models.Field) -> dict[str, Any]:
    """What a value that is not empty looks like."""
    if field.name == "hs_code":
        return {"type": ["string", "number"], "pattern": values.CODE}
    if isinstance(field, ArrayField):
        return {"type": "array", "items": _form(field.base_field)}
    if field.choices:
        return {"enum": [value for value, _ in field.flatchoices if value not in ("", None)]}  # type: ignore[attr-defined]
    if is_link(field) or field.name == "key":
        return {"type": ["string", "integer"], "pattern": f"^{values.KEY}$"}
    for kind, form in _FORMS:
        if isinstance(field, kind):
            return dict(form)
    return {"type": ["string", "number"]} | ({"maxLength": field.max_length} if field.max_length else {})


def _or_empty(field: models.Field, form: dict[str, Any]) -> dict[str, Any]:
    """The form, or nothing, where a field may be left empty."""
    if not (field.null or field.blank):
        return form
    if "enum" in form:
        return {"enum": [*form["enum"], "", None]}
    if "pattern" in form:
        return {"anyOf": [form, {"enum": ["", None]}]}
    types = form["type"] if isinstance(form["type"], list) else [form["type"]]
    return form | {"type": [*types, "null"]}
