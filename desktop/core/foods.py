"""What a rule says of a food, and in which measure a portion of an article is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop.core.labels import Labelled
from desktop.core.money import Quantity

_GRAM: Final = "克"
_MILLILITRE: Final = "毫升"
_THOUSAND: Final = 1000


class FoodLevel(Labelled):
    """What is done about a food that a rule names."""

    FORBIDDEN = "forbidden", "禁止"
    RESTRICTED = "restricted", "慎用"


@dataclass(frozen=True, slots=True)
class PortionMeasure:
    """In what a portion is told of an article: grams of what is counted in kilograms.

    A thousand portions of one of `words` take `times` of the article's own measure.
    """

    words: str
    times: int

    def per_thousand(self, portion: Quantity) -> Quantity:
        """What a thousand portions take."""
        return Quantity(portion.units * self.times)

    def portion(self, per_thousand: Quantity) -> Quantity:
        """The portion; one that was entered comes back as it was."""
        return Quantity((2 * per_thousand.units + self.times) // (2 * self.times))

    def told(self, per_thousand: Quantity) -> str:
        """The portion in words: 50 克, 1 个."""
        return f"{self.portion(per_thousand).plain} {self.words}"


_MEASURES: Final = {
    "千克": PortionMeasure(_GRAM, 1),
    "公斤": PortionMeasure(_GRAM, 1),
    "斤": PortionMeasure(_GRAM, 2),
    "克": PortionMeasure(_GRAM, _THOUSAND),
    "升": PortionMeasure(_MILLILITRE, 1),
    "毫升": PortionMeasure(_MILLILITRE, _THOUSAND),
}


def portion_of(measure: str) -> PortionMeasure:
    """In what a portion of an article of this measure is told."""
    return _MEASURES.get(measure) or PortionMeasure(measure, _THOUSAND)
