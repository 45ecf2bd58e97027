"""The first tables: the audit chain, months, units, users, people, meals, charges and notices."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WHOLE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Make the tables, those first that others point at."""
    _audit_entries()
    _charges()
    _facts()
    _import_batches()
    _months()
    _notices()
    _people()
    _school_classes()
    _standards()
    _units()
    _users()
    _audit_changes()
    _household_facts()
    _students()
    _enrolment_events()
    _guardianships()
    _meal_months()


def _key() -> tuple[sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
    )


def _belongs_to(owner: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["unit_id", column],
        [f"{owner}.unit_id", f"{owner}.id"],
        name=f"fk_{table}_unit_id_{column}",
        ondelete="RESTRICT",
    )


def _audit_entries() -> None:
    op.create_table(
        "audit_entries",
        *_key(),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("user_name", sa.String(200), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("changes_digest", sa.String(64), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_audit_entries"),
        sa.UniqueConstraint("unit_id", "seq", name="uq_audit_entries_unit_id_seq"),
        sa.CheckConstraint("seq > 0", name=op.f("ck_audit_entries_seq")),
    )


def _charges() -> None:
    op.create_table(
        "charges",
        *_key(),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("standard", sa.String(200), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("voluntary", sa.Boolean(), nullable=True),
        sa.Column("relief", sa.Text(), nullable=True),
        sa.Column("refund", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_charges"),
        sa.UniqueConstraint(
            "unit_id", "item", "scope", "since", name="uq_charges_unit_id_item_scope_since"
        ),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_charges_span")),
    )


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )


def _import_batches() -> None:
    op.create_table(
        "import_batches",
        *_key(),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("sheet", sa.String(40), nullable=False),
        sa.Column("file_digest", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_name", sa.String(200), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_import_batches"),
        sa.UniqueConstraint("unit_id", "number", name="uq_import_batches_unit_id_number"),
        sa.CheckConstraint("number > 0", name=op.f("ck_import_batches_number")),
    )


def _months() -> None:
    op.create_table(
        "months",
        *_key(),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(200), nullable=True),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.Column("previous_digest", sa.String(64), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_months"),
        sa.UniqueConstraint("unit_id", "month", name="uq_months_unit_id_month"),
    )
    op.create_index("ix_months_unit_id_code", "months", ["unit_id", "code"])


def _notices() -> None:
    op.create_table(
        "notices",
        *_key(),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by", sa.String(200), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("replaces_id", KEY, nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_notices"),
        _belongs_to("notices", "replaces_id", "notices"),
        sa.UniqueConstraint("unit_id", "number", name="uq_notices_unit_id_number"),
    )
    op.create_index("ix_notices_unit_id_kind_month", "notices", ["unit_id", "kind", "month"])


def _people() -> None:
    op.create_table(
        "people",
        *_key(),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("name_key", sa.String(50), nullable=False),
        sa.Column("pinyin", sa.String(200), nullable=False),
        sa.Column("initials", sa.String(50), nullable=False),
        sa.Column("sex", sa.String(32), nullable=True),
        sa.Column("birth", sa.Date(), nullable=True),
        sa.Column("id_kind", sa.String(32), nullable=True),
        sa.Column("id_number", sa.String(40), nullable=True),
        sa.Column("id_digest", sa.String(64), nullable=True),
        sa.Column("ethnicity", sa.String(20), nullable=True),
        sa.Column("phone", sa.String(60), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("registered_address", sa.Text(), nullable=True),
        sa.Column("bank_card", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_people"),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_people_name")),
    )
    op.create_index("ix_people_unit_id_id_digest", "people", ["unit_id", "id_digest"])
    op.create_index("ix_people_name", "people", ["unit_id", "pinyin", "id", "name_key", "initials"])


def _school_classes() -> None:
    op.create_table(
        "school_classes",
        *_key(),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("cohort", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_school_classes"),
        sa.UniqueConstraint(
            "unit_id",
            "stage",
            "cohort",
            "number",
            "name",
            name="uq_school_classes_unit_id_stage_cohort_number_name",
        ),
        sa.CheckConstraint("number >= 0", name=op.f("ck_school_classes_number")),
    )


def _standards() -> None:
    op.create_table(
        "standards",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("stage", sa.String(32), nullable=True),
        sa.Column("boarding", sa.Boolean(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("local", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_standards"),
        sa.UniqueConstraint(
            "key",
            "stage",
            "boarding",
            "since",
            "local",
            name="uq_standards_key_stage_boarding_since_local",
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_standards_amount")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_standards_span")),
    )


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("township", sa.String(200), nullable=True),
        sa.Column("parent_id", KEY, nullable=True),
        sa.Column("office_phone", sa.String(40), nullable=True),
        sa.Column("supervision_phone", sa.String(40), nullable=True),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["units.id"], name="fk_units_parent_id", ondelete="RESTRICT"
        ),
        sa.UniqueConstraint("code", name="uq_units_code"),
    )


def _users() -> None:
    op.create_table(
        "users",
        *_key(),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_users"),
        sa.UniqueConstraint("unit_id", "name", name="uq_users_unit_id_name"),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_users_name")),
    )


def _audit_changes() -> None:
    op.create_table(
        "audit_changes",
        *_key(),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("table_name", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_audit_changes"),
        _belongs_to("audit_entries", "entry_id", "audit_changes"),
        sa.UniqueConstraint(
            "unit_id", "entry_id", "position", name="uq_audit_changes_unit_id_entry_id_position"
        ),
    )


def _household_facts() -> None:
    op.create_table(
        "household_facts",
        *_key(),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("proof", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_household_facts"),
        _belongs_to("people", "person_id", "household_facts"),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_household_facts_span")),
    )
    op.create_index(
        "ix_household_facts_unit_id_person_id", "household_facts", ["unit_id", "person_id"]
    )


def _students() -> None:
    op.create_table(
        "students",
        *_key(),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("student_number", sa.String(40), nullable=True),
        sa.Column("school_number", sa.String(40), nullable=True),
        sa.Column("boarding", sa.Boolean(), nullable=True),
        sa.Column("meal_plan", sa.Boolean(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("class_id", KEY, nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_students"),
        _belongs_to("people", "person_id", "students"),
        _belongs_to("school_classes", "class_id", "students"),
        sa.UniqueConstraint("unit_id", "person_id", name="uq_students_unit_id_person_id"),
    )
    op.create_index(
        "ix_students_unit_id_class_id_state", "students", ["unit_id", "class_id", "state"]
    )


def _enrolment_events() -> None:
    op.create_table(
        "enrolment_events",
        *_key(),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("class_id", KEY, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_enrolment_events"),
        _belongs_to("school_classes", "class_id", "enrolment_events"),
        _belongs_to("students", "student_id", "enrolment_events"),
    )
    op.create_index(
        "ix_enrolment_events_unit_id_student_id_day_id",
        "enrolment_events",
        ["unit_id", "student_id", "day", "id"],
    )


def _guardianships() -> None:
    op.create_table(
        "guardianships",
        *_key(),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("relation", sa.String(20), nullable=True),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("name_key", sa.String(50), nullable=False),
        sa.Column("phone", sa.String(60), nullable=True),
        sa.Column("person_id", KEY, nullable=True),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_guardianships_name")),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_guardianships"),
        _belongs_to("people", "person_id", "guardianships"),
        _belongs_to("students", "student_id", "guardianships"),
        sa.UniqueConstraint(
            "unit_id", "student_id", "position", name="uq_guardianships_unit_id_student_id_position"
        ),
    )
    op.create_index(
        "ix_guardianships_unit_id_person_id",
        "guardianships",
        ["unit_id", "person_id"],
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )


def _meal_months() -> None:
    op.create_table(
        "meal_months",
        *_key(),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("class_id", KEY, nullable=True),
        sa.Column("present_days", sa.SmallInteger(), nullable=True),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_meal_months"),
        _belongs_to("school_classes", "class_id", "meal_months"),
        _belongs_to("students", "student_id", "meal_months"),
        sa.UniqueConstraint(
            "unit_id", "month", "student_id", name="uq_meal_months_unit_id_month_student_id"
        ),
        sa.CheckConstraint("days BETWEEN 0 AND 31", name=op.f("ck_meal_months_days")),
        sa.CheckConstraint(
            "present_days BETWEEN 0 AND 31", name=op.f("ck_meal_months_present_days")
        ),
        sa.CheckConstraint("rate >= 0", name=op.f("ck_meal_months_rate")),
    )
    op.create_index("ix_meal_months_unit_id_student_id", "meal_months", ["unit_id", "student_id"])
