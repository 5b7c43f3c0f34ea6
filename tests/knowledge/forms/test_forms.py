"""What every form asks, held against the table of fields that practice knows, and what its checks find."""

from pathlib import Path

import pytest
import yaml

from knowledge.forms.checks import check_forms
from knowledge.forms.loader import load_forms
from knowledge.forms.model import LONGEST_LABEL, LONGEST_QUESTION, Basis, FieldKind, Form, Status
from knowledge.forms.reach import reachable
from knowledge.forms.replies import Parsed, Reason, Refused
from knowledge.forms.values import files
from knowledge.loader import CONTENT_DIR
from tests.knowledge.forms.books import BOOK, CONTENT, FIELDS, FORMS, RULES
from tests.support.edits import Edited, edits_of

_COMMON = {
    "tên cơ sở; loại hình": "facility_name facility",
    "đăng ký kinh doanh: số, ngày, nơi cấp": "is_registered registration_number registration_date registration_place",
    "mã số thuế": "tax_code",
    "người đại diện; nữ chủ, dân tộc thiểu số": "representative owner_is_woman owner_is_minority",
    "điện thoại, giờ gọi được": "phone call_time",
    "tỉnh; xã; thôn; tên xã cũ": "province commune hamlet old_commune",
    "làng nghề, cụm, địa bàn khó khăn": "is_in_craft_village is_in_cluster is_in_difficult_area",
    "ngành nghề, sản phẩm chính, sản lượng": "sector main_product yearly_output",
    "vốn; lao động (nữ, địa phương)": "capital_vnd workers_total workers_women workers_local",
    "doanh thu; nộp thuế": "revenue_vnd tax_paid_vnd",
    "nguyên liệu; thị trường, xuất khẩu": "local_material_percent market exports",
    "chứng nhận": "certificates",
    "hỗ trợ đã nhận": "has_had_support support_source has_other_state_money",
    "cam kết": "has_own_share keeps_list",
    "ảnh": "registration_photo facility_photos quotation",
}
_OWN = {
    "A-01": "machine_name machine_count machine_specs seller machine unit_price_vnd cost_vnd quotation requested_vnd "
    "own_capital_vnd loan_vnd purchase purchase_date install_time expected_output expected_workers "
    "expected_revenue_vnd expected_environment",
    "A-02": "trademark_name goods_group is_filed design_needed showroom_place",
    "A-03": "fair_name fair_products booth_count fair_people permits transports_itself",
    "A-04": "trade learner_count learning_place employer learning_time",
    "A-05": "visit_purpose visit_place visit_people hopes_to_learn will_report",
    "A-06": "pollution_source existing_works cost_vnd demanded_by",
    "A-07": "product_name product_group product_story product_photos product_certificates earlier_titles",
    "A-08": "matter_kind matter_story matter_wish is_anonymous",
    "A-09": "officer_comment survey_photos coordinates",
}
_SELECTORS = {"item", "learning", "filled_by"}  # which of its tasks a form is filled for, and by whom
_MONEY_ONLY = {"has_own_share", "keeps_list", "quotation"}
_FIGURES = set(
    " ".join(
        names
        for about, names in _COMMON.items()
        if about.startswith(("vốn", "doanh thu", "nguyên liệu", "chứng nhận", "hỗ trợ"))
    ).split()
)
_NEVER_ASKED = {  # in the form, but its own condition keeps it silent
    "A-04": _MONEY_ONLY,
    "A-05": _MONEY_ONLY,
    "A-07": _MONEY_ONLY,
    "A-08": _MONEY_ONLY | _FIGURES,
}
_FORBIDDEN = ("căn cước", "tài khoản", "mật khẩu", "OTP", "VNeID")


def test_the_nine_forms_are_there() -> None:
    assert sorted(FORMS) == [f"A-0{number}" for number in range(1, 10)] == sorted(_OWN)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_has_the_fields_that_practice_knows_and_no_others(form: Form) -> None:
    expected = {name for names in (*_COMMON.values(), _OWN[form.id]) for name in names.split()}
    assert set(form.fields) - _SELECTORS == expected


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_field_can_be_asked_but_those_that_its_form_has_no_use_for(form: Form) -> None:
    assert set(form.fields) - reachable(form) == _NEVER_ASKED.get(form.id, set())


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_is_short_and_says_what_it_is(form: Form) -> None:
    required = [field for field in form.fields.values() if field.is_required]
    assert len(required) <= 10
    assert "đăng ký nhu cầu" in form.file.intro
    assert "chưa phải hồ sơ" in form.file.intro
    assert set(form.papers) == set(Status)


def test_nothing_forbidden_is_asked() -> None:
    for field in FIELDS.values():
        for word in _FORBIDDEN:
            assert word not in field.question, field.id
            assert word not in field.label, field.id


def test_machines_are_never_asked_about_without_the_warning() -> None:
    assert "Chưa mua, chưa đặt cọc" in (FIELDS["purchase"].warning or "")
    assert "OTP" in (FIELDS["phone"].warning or "")


def test_names_and_ways_to_reach_people_are_personal() -> None:
    personal = {name for name, field in FIELDS.items() if field.is_personal}
    wanted = "facility_name representative phone tax_code commune hamlet registration_photo coordinates"
    assert personal >= set(wanted.split())
    assert {name for name, field in FIELDS.items() if field.is_sensitive} == {
        "owner_is_minority",
        "coordinates",
    }


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_a_field_is_said_shortly(field: object) -> None:
    assert len(field.label) <= LONGEST_LABEL  # type: ignore[attr-defined]
    assert len(field.question) <= LONGEST_QUESTION  # type: ignore[attr-defined]


def test_what_rests_on_usual_practice_only_is_marked() -> None:
    usual = {name for name, field in FIELDS.items() if field.basis is Basis.USUAL}
    assert {"phone", "call_time", "tax_code", "quotation", "fair_name", "trade"} <= usual
    assert usual.isdisjoint({"facility", "machine", "purchase", "has_own_share", "product_name"})


def test_files_are_counted() -> None:
    field = FORMS["A-07"].fields["product_photos"]
    assert files(field, ["a", "b"]) == Refused(Reason.FILES_FEW, {"least": 3})
    assert files(field, ["a", "b", "c"]) == Parsed(("a", "b", "c"))
    assert files(field, ["a"] * 11) == Refused(Reason.FILES_MANY, {"most": 10})


def test_the_content_has_no_problems() -> None:
    assert list(check_forms(BOOK, RULES, CONTENT)) == []


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    return edits_of("forms", tmp_path, lambda folder: check_forms(load_forms(folder), RULES, CONTENT))


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("A-01.yaml", "fact: purchase, in", "fact: bought_yet, in", "when: no fact called bought_yet"),
        ("A-01.yaml", "in: [deposited, bought]", "in: [deposited, lent]", "when: purchase is never 'lent'"),
        ("A-02.yaml", "{fact: item, is: trademark}", "{fact: exports, is: true}", "when: exports is asked later"),
        ("A-01.yaml", "id: seller", "id: machine_name", "machine_name: appears twice"),
        ("A-01.yaml", "id: seller", "id: phone", "phone: appears twice"),
        ("A-02.yaml", "id: A-02", "id: A-01", "A-01: id: appears twice"),
        ("A-01.yaml", "label: Nơi bán dự kiến", f"label: {'x' * 61}", "label: longer than 60 characters"),
        ("A-01.yaml", "question: Dự kiến mua ở đâu?", f"question: {'x' * 201}", "question: longer than 200"),
        ("A-05.yaml", "          study_abroad: {label: Nước ngoài}\n", "", "choices: nothing to choose from"),
        ("A-05.yaml", "study_abroad: {label: Nước ngoài}", "other: {label: Khác}", "are not the items"),
        ("A-01.yaml", "order: [machine, purchase, money, consent, facility, contact,",
         "order: [machine, purchase, money, facility, contact, consent,", "phone: is personal, and asked before"),
        ("A-01.yaml", "order: [machine, ", "order: [", "order: machine is left out"),
        ("A-01.yaml", "order: [machine, ", "order: [machine, engine, ", "no section called engine"),
        ("A-01.yaml", "order: [machine, ", "order: [machine, machine, ", "order: machine appears twice"),
        ("A-03.yaml", " consent,", "", "order: consent is left out"),
        ("common.yaml", "when: {not: {fact: facility, is: worker}}\n        at_most",
         "when: {all: [{fact: facility, is: worker}, {not: {fact: facility, is: worker}}]}\n        at_most",
         "facility_name: is required, and no replies lead to it"),
        ("A-01.yaml", "items: [machinery,", "items: [rockets, machinery,", "items: no item called rockets"),
        ("A-01.yaml", "kind: money\n        label: Tổng tiền", "kind: text\n        label: Tổng tiền",
         "kind: the fact is a money"),
        ("common.yaml", "household: {label", "family: {label", "choices: the fact is never 'family'"),
        ("common.yaml", "sensitive: true", "sensitive: yes please", "sensitive"),
        ("common.yaml", "within: province", "within: hamlet", "within: hamlet is not asked before"),
        ("A-01.yaml", "at_least: 1\n        at_most: 1000", "at_least: 9\n        at_most: 3", "more than at_most"),
        ("A-01.yaml", "days: past", "days: past\n        at_most: 3", "a date has no bounds"),
        ("A-01.yaml", "title: Tiền", "title: Tie\u0302\u0300n", "not in Unicode form NFC"),
        ("A-01.yaml", "entry: trang-thai-hen-nghiem-thu", "entry: nothing-here", "no entry called nothing-here"),
        ("common.yaml", "  chua_duoc: {entry: trang-thai-chua-duoc}\n", "", "nothing said for chua_duoc"),
        ("words.yaml", "  yes_no: Mình", "  yes_maybe: Mình", "yes_maybe"),
        ("words.yaml", "quá {most} ký tự", "quá {many} ký tự", "refusals.text_long: nothing is called many"),
        ("A-01.yaml", "version: 1", "version: 0", "version"),
        ("A-01.yaml", "title: Tiền", "titel: Tiền", "titel"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(edited: Edited, name: str, old: str, new: str, said: str) -> None:
    problems = edited(name, old, new)
    assert any(said in problem for problem in problems), problems


def test_a_sensitive_field_is_personal(edited: Edited) -> None:
    problems = edited("common.yaml", "personal: true\n        sensitive: true", "sensitive: true")
    assert any("is sensitive, so it is personal" in problem for problem in problems)


def test_a_missing_sentence_is_told(edited: Edited) -> None:
    line = next(
        line
        for line in (CONTENT_DIR / "forms/words.yaml").read_text(encoding="utf-8").splitlines()
        if line.startswith("  phone_old:")
    )
    assert any("no sentence for phone_old" in problem for problem in edited("words.yaml", f"{line}\n", ""))


def test_the_files_hold_nothing_but_the_forms() -> None:
    names = {path.name for path in (CONTENT_DIR / "forms").iterdir()}
    assert names == {"common.yaml", "words.yaml", *(f"{form}.yaml" for form in FORMS)}
    for name in names:
        text = (CONTENT_DIR / "forms" / name).read_text(encoding="utf-8")
        assert isinstance(yaml.safe_load(text), dict)


def test_only_photos_and_files_take_no_words() -> None:
    silent = {field.id for field in FIELDS.values() if field.kind in (FieldKind.PHOTO, FieldKind.FILE)}
    assert silent == set(
        "registration_photo facility_photos quotation product_photos product_certificates survey_photos".split()  # noqa: SIM905
    )
