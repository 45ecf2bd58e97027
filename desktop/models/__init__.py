"""The tables of the books, one module per book; importing this package knows them all."""

from desktop.models.attachments import AttachedFile, StoredFile
from desktop.models.attendance import ClassRoll, HeadCount, HeadCountName, RollException
from desktop.models.buying import ContractPrice, MealFee, OrderLine, PurchaseOrder
from desktop.models.calendar import CalendarDay, SchoolTerm
from desktop.models.canteen import Article, Canteen, Supplier
from desktop.models.canteen_bank import BankLine, BankMatch, BankStatement, CashCount
from desktop.models.canteen_logs import (
    CanteenLog,
    CanteenLogLine,
    CompanionMeal,
    FoodHandler,
    FoodSample,
    SampleDisposal,
)
from desktop.models.charges import Charge
from desktop.models.households import HouseholdConfirmation
from desktop.models.imports import ImportBatch, RowDecision
from desktop.models.layouts import RosterLayout
from desktop.models.ledger import AccountBook, LedgerEntry, Voucher
from desktop.models.life import LookalikePair, PreparedYear, RosterDeed, TransferCase
from desktop.models.lists import ExternalList, ListEntry, PairVerdict
from desktop.models.meals import MealMonth
from desktop.models.menus import Dish, DishIngredient, MenuDish
from desktop.models.money import MoneyDocument
from desktop.models.notices import Notice, NoticeEvent
from desktop.models.parameters import Parameter
from desktop.models.people import (
    EnrolmentEvent,
    Guardianship,
    HouseholdFact,
    Person,
    SchoolClass,
    Student,
)
from desktop.models.proposals import ChangeProposal, VerifiedField
from desktop.models.schools import SchoolAlias
from desktop.models.sittings import MealCount, MealSitting
from desktop.models.staff import AbsenceSpell, ClassEvent, Homeroom, PostSpell, StaffMember
from desktop.models.staff_meals import (
    CostShare,
    FundSettlement,
    MealPrice,
    StaffMeal,
    StaffMealPayment,
)
from desktop.models.standards import Standard
from desktop.models.stock import DocumentSigner, ReceiptLine, StockDocument, StockLine, StockLot
from desktop.models.stocktake import Stocktake, StocktakeLine
from desktop.models.units import Unit
from desktop.models.upkeep import Upkeep
from desktop.models.users import User

__all__ = [
    "AbsenceSpell",
    "AccountBook",
    "Article",
    "AttachedFile",
    "BankLine",
    "BankMatch",
    "BankStatement",
    "CalendarDay",
    "Canteen",
    "CanteenLog",
    "CanteenLogLine",
    "CashCount",
    "ChangeProposal",
    "Charge",
    "ClassEvent",
    "ClassRoll",
    "CompanionMeal",
    "ContractPrice",
    "CostShare",
    "Dish",
    "DishIngredient",
    "DocumentSigner",
    "EnrolmentEvent",
    "ExternalList",
    "FoodHandler",
    "FoodSample",
    "FundSettlement",
    "Guardianship",
    "HeadCount",
    "HeadCountName",
    "Homeroom",
    "HouseholdConfirmation",
    "HouseholdFact",
    "ImportBatch",
    "LedgerEntry",
    "ListEntry",
    "LookalikePair",
    "MealCount",
    "MealFee",
    "MealMonth",
    "MealPrice",
    "MealSitting",
    "MenuDish",
    "MoneyDocument",
    "Notice",
    "NoticeEvent",
    "OrderLine",
    "PairVerdict",
    "Parameter",
    "Person",
    "PostSpell",
    "PreparedYear",
    "PurchaseOrder",
    "ReceiptLine",
    "RollException",
    "RosterDeed",
    "RosterLayout",
    "RowDecision",
    "SampleDisposal",
    "SchoolAlias",
    "SchoolClass",
    "SchoolTerm",
    "StaffMeal",
    "StaffMealPayment",
    "StaffMember",
    "Standard",
    "StockDocument",
    "StockLine",
    "StockLot",
    "Stocktake",
    "StocktakeLine",
    "StoredFile",
    "Student",
    "Supplier",
    "TransferCase",
    "Unit",
    "Upkeep",
    "User",
    "VerifiedField",
    "Voucher",
]
