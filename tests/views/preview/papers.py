"""Notices as PDF files, for tests of what shows and prints them."""

from __future__ import annotations

from functools import cache

from desktop.reports.notices import charges, document
from desktop.reports.pdf import render
from tests.reports import samples


@cache
def meals_paper(pupils: int = 130) -> bytes:
    """A notice of some pages, standing."""
    return render(document(samples.large_notice(pupils)))


@cache
def charges_paper() -> bytes:
    """A notice of one page, lying."""
    return render(charges(samples.charges_notice(samples.charge_line())))
