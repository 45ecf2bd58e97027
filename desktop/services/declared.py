"""What a parameter is: its name, its unit, its default and its bounds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Declared:
    """A parameter that the program asks for: what it is called, its default, its bounds."""

    key: str
    title: str
    unit: str
    default: int
    least: int
    most: int
    note: str
