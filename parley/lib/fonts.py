"""The faces that our files are set in, from the packages that carry them: the system's own are never asked."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

# Noto Sans CJK holds Latin, Greek, Cyrillic, kana, kanji and hangul in one design. Its shapes are the Japanese ones,
# and those of Chinese and Korean where the text is tagged so.
FAMILY: Final = "Noto Sans CJK JP"
PACKAGES: Final = ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold")


@cache
def font_files() -> tuple[Path, ...]:
    """Every font file of our packages, regular before bold."""
    found = tuple(
        Path(str(file)) for package in PACKAGES for file in files(package).iterdir() if file.name.endswith(".otf")
    )
    if len(found) < len(PACKAGES):
        raise FileNotFoundError(f"The packages {', '.join(PACKAGES)} should carry a font each.")
    return found
