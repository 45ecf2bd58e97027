"""Where the shipped files are: fonts, standards, samples."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parents[1]
# In a wheel the resources lie inside the package, in a checkout beside it.
RESOURCES: Final = next(
    (p for p in (_PACKAGE / "resources", _PACKAGE.parent / "resources") if p.is_dir()),
    _PACKAGE.parent / "resources",
)
FONTS: Final = RESOURCES / "fonts"
STANDARDS: Final = RESOURCES / "standards"
SAMPLES: Final = RESOURCES / "samples"
CANTEEN: Final = RESOURCES / "canteen"
