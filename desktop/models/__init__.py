"""The tables of the books, one module per book; importing this package knows them all."""

from desktop.models.charges import Charge
from desktop.models.imports import ImportBatch
from desktop.models.meals import MealMonth
from desktop.models.notices import Notice
from desktop.models.people import (
    EnrolmentEvent,
    Guardianship,
    HouseholdFact,
    Person,
    SchoolClass,
    Student,
)
from desktop.models.standards import Standard
from desktop.models.units import Unit
from desktop.models.users import User

__all__ = [
    "Charge",
    "EnrolmentEvent",
    "Guardianship",
    "HouseholdFact",
    "ImportBatch",
    "MealMonth",
    "Notice",
    "Person",
    "SchoolClass",
    "Standard",
    "Student",
    "Unit",
    "User",
]
