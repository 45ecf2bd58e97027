"""What the books keep of a person field by field: what may be verified, what two people change."""

from __future__ import annotations

from typing import Final

from desktop.core.labels import Labelled


class PupilField(Labelled):
    """A field of a pupil or a member of staff, or of a pupil's guardian in a place (1, 2)."""

    NAME = "name", "姓名"
    SEX = "sex", "性别"
    BIRTH = "birth", "出生日期"
    ID_NUMBER = "id_number", "身份证件号"
    ETHNICITY = "ethnicity", "民族"
    STUDENT_NUMBER = "student_number", "学籍号"
    PHONE = "phone", "联系电话"
    ADDRESS = "address", "家庭住址"
    REGISTERED_ADDRESS = "registered_address", "户籍地"
    BANK_CARD = "bank_card", "银行卡号"
    GUARDIAN_NAME = "guardian_name", "监护人姓名"
    GUARDIAN_PHONE = "guardian_phone", "监护人电话"
    GUARDIAN_ID_NUMBER = "guardian_id_number", "监护人证件号"

    @property
    def of_guardian(self) -> bool:
        """Whether it is a guardian's, so that a place belongs to it."""
        return self.value.startswith("guardian_")

    @property
    def sensitive(self) -> bool:
        """Whether it changes only when a second person has looked."""
        return self in SENSITIVE

    def titled(self, position: int) -> str:
        """What it is called in a sentence: 身份证件号, 监护人1电话."""
        return self.label.replace("监护人", f"监护人{position}")


SENSITIVE: Final = (
    PupilField.ID_NUMBER,
    PupilField.BANK_CARD,
    PupilField.GUARDIAN_NAME,
    PupilField.GUARDIAN_PHONE,
    PupilField.GUARDIAN_ID_NUMBER,
)
STAFF_FIELDS: Final = (
    *(PupilField.NAME, PupilField.SEX, PupilField.BIRTH, PupilField.ID_NUMBER),
    *(PupilField.ETHNICITY, PupilField.PHONE, PupilField.ADDRESS, PupilField.BANK_CARD),
)
"""What is known of the person of a member of staff."""
STAFF_SENSITIVE: Final = (
    *(PupilField.NAME, PupilField.ID_NUMBER, PupilField.PHONE, PupilField.BANK_CARD),
    PupilField.ADDRESS,
)
"""Of these a wage is paid by; name and address are among them as nothing else corrects them."""
GUARDIANS: Final = (1, 2)


def places_of(field: PupilField) -> tuple[int, ...]:
    """The places that a field may stand in: 0 for the pupil's own."""
    return GUARDIANS if field.of_guardian else (0,)


class ProposalState(Labelled):
    """How far a proposed change has come."""

    WAITING = "waiting", "待核对"
    ACCEPTED = "accepted", "已接受"
    REFUSED = "refused", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
