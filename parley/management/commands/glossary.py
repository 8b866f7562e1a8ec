"""Prints the glossary, which is made of the definitions that the records carry."""

from django.core.management.base import BaseCommand

from parley.selectors.changes import kinds

HEAD = """# Glossary

Each record of Parley in the trade's words, as its model defines it (`manage.py glossary` prints this page).

| word | meaning |
| --- | --- |
"""


def glossary() -> str:
    """The page, in the order of the alphabet."""
    models = sorted(kinds().values(), key=lambda model: str(model._meta.verbose_name))
    rows = (f"| {model._meta.verbose_name} | {' '.join((model.__doc__ or '').split())} |" for model in models)
    return HEAD + "\n".join(rows) + "\n"


class Command(BaseCommand):
    help = "Print the glossary as Markdown."

    def handle(self, **options) -> None:
        self.stdout.write(glossary(), ending="")
