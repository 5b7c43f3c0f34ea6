"""The nouns of the office's file. Its keys are Vietnamese without marks: office staff write it."""

from datetime import date
from typing import Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from knowledge.model import Noun, Slug
from knowledge.operator.values import (
    Contact,
    Day,
    DocumentNumber,
    FormCode,
    Money,
    Page,
    PaperPath,
    Percent,
    Phone,
    Source,
    Text,
    Texts,
    refusal,
)


class Officer(Noun):
    """Who looks after which communes."""

    name: Text = Field(alias="ten")
    communes: Texts = Field(alias="dia_ban")
    phone: Phone | None = Field(default=None, alias="dien_thoai")
    note: Text | None = Field(default=None, alias="ghi_chu")


class OperatorLevel(Noun):
    """How much the office's own province gives for one item, by which document."""

    item: Text = Field(alias="noi_dung")
    percent: Percent | None = Field(default=None, alias="ty_le")
    cap_vnd: Money | None = Field(default=None, alias="toi_da_vnd")
    unit: Text | None = Field(default=None, alias="don_vi_tinh")
    document: DocumentNumber = Field(alias="van_ban")
    article: Text = Field(alias="dieu")
    valid_from: Day = Field(alias="tu_ngay")
    valid_to: Day | None = Field(default=None, alias="den_ngay")
    source: Source = Field(alias="nguon")

    @field_validator("valid_to")
    @classmethod
    def _ends_after_it_begins(cls, value: date | None, info: ValidationInfo) -> date | None:
        return _not_before(value, info.data.get("valid_from"))

    @model_validator(mode="after")
    def _says_how_much_and_for_what(self) -> Self:
        if self.percent is None and self.cap_vnd is None:
            raise refusal("no_amount")
        if self.cap_vnd is not None and self.unit is None:
            raise refusal("no_unit")
        return self


class PaperTemplate(Noun):
    """A paper of the office that goes with one of the forms; its path starts in DATA_DIR."""

    form: FormCode = Field(alias="phieu")
    path: PaperPath = Field(alias="tep")


class CraftVillage(Noun):
    """A craft village that the province has recognised."""

    name: Text = Field(alias="ten")
    commune: Text = Field(alias="xa")
    decision: DocumentNumber = Field(alias="quyet_dinh")
    recognised_on: Day = Field(alias="ngay")


class YearDate(Noun):
    """A day of this year that people must know."""

    name: Text = Field(alias="ten")
    day: Day = Field(alias="ngay")
    note: Text | None = Field(default=None, alias="ghi_chu")


class SimpleFacts(Noun):
    """The facts that an entry's answer may ask for by their key."""

    unit_name: Text | None = Field(default=None, alias="ten_don_vi")
    centre_name: Text | None = Field(default=None, alias="ten_trung_tam")
    address: Text | None = Field(default=None, alias="dia_chi")
    phone: Phone | None = Field(default=None, alias="dien_thoai")
    working_hours: Text | None = Field(default=None, alias="gio_lam_viec")
    duty_hours: Text | None = Field(default=None, alias="gio_truc")
    verification: Page | None = Field(default=None, alias="trang_xac_minh")
    data_officer: Contact | None = Field(default=None, alias="nguoi_bao_ve_du_lieu")
    free_of_charge: Text | None = Field(default=None, alias="xac_nhan_mien_phi")


class OperatorFile(SimpleFacts):
    """The whole file. Everything may be left out."""

    province: Slug | None = Field(default=None, alias="tinh")
    checked_on: Day | None = Field(default=None, alias="kiem_tra_ngay")
    review_on: Day | None = Field(default=None, alias="xem_lai_ngay")
    officers: tuple[Officer, ...] = Field(default=(), alias="can_bo")
    levels: tuple[OperatorLevel, ...] = Field(default=(), alias="muc_ho_tro")
    templates: tuple[PaperTemplate, ...] = Field(default=(), alias="mau_giay")
    craft_villages: tuple[CraftVillage, ...] = Field(default=(), alias="lang_nghe")
    dates: tuple[YearDate, ...] = Field(default=(), alias="moc_nam")

    @field_validator("review_on")
    @classmethod
    def _review_follows_check(cls, value: date | None, info: ValidationInfo) -> date | None:
        return _not_before(value, info.data.get("checked_on"))


def keys(model: type[Noun]) -> dict[str, str]:
    """What the fields are called in the file -> what they are called here."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


def _not_before(day: date | None, first: date | None) -> date | None:
    if day and first and day < first:
        raise refusal("too_early", first=f"{first:%d/%m/%Y}")
    return day
