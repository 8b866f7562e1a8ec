"""What holds for the whole house."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from parley.lib.records import Recorded
from parley.management.commands.glossary import glossary
from parley.selectors.changes import kinds

ROOT = Path(__file__).resolve().parents[2]
APPS = ("parley", "negotiations", "tariffs")
MODULES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("model", kinds().values(), ids=lambda model: model.__name__)
def test_every_record_says_what_it_is(model):
    assert not model.__doc__.startswith(f"{model.__name__}(")


def test_the_glossary_is_up_to_date():
    assert (ROOT / "docs" / "glossary.md").read_text() == glossary()


def test_every_column_of_a_record_is_in_its_history():
    for model in apps.get_models():
        if issubclass(model, Recorded) and hasattr(model, "history"):
            columns = {field.column for field in model._meta.concrete_fields}
            assert columns <= {field.column for field in model.history.model._meta.concrete_fields}, model


def test_no_record_is_deleted_behind_the_back_of_history():
    for model in kinds().values():
        for field in model._meta.concrete_fields:
            if field.is_relation:
                assert field.remote_field.on_delete.__name__ == "PROTECT", field


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_too_long(module):
    assert len(module.read_text().splitlines()) <= 500


def test_no_file_names_a_machine_or_a_registry():
    words = ("/home/", "/root/", "pypi.org/simple", "files.pythonhosted", "registry.npmjs")
    found = [
        (path.relative_to(ROOT), word)
        for path in [*MODULES, *(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "pyproject.toml"]
        for word in words
        if word in path.read_text()
    ]
    assert found == []
