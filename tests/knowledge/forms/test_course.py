"""Where a form stands, whatever is answered, skipped or known: it always ends, and never runs backwards."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from knowledge.forms.course import Course, course
from knowledge.forms.model import FieldKind, Form, FormField
from knowledge.forms.replies import PlaceValue, Value
from knowledge.forms.shown import Showing
from knowledge.forms.values import ANSWERS, fits
from knowledge.phrases import Phrases
from tests.knowledge.forms.books import BOOK, CONTENT, FORMS, PLACES, TODAY

_SHOW = Showing(BOOK.words, PLACES, Phrases(CONTENT.phrases))
_MOST_STEPS = 80


def some_value(field: FormField, random: Random) -> Value:
    """A value that the field may have."""
    least, most = field.bounds
    later = TODAY + timedelta(days=random.randint(1, 400))
    earlier = TODAY - timedelta(days=random.randint(1, 4000))
    keys = list(field.choices)
    match field.kind:
        case FieldKind.TEXT:
            return "máy sấy bánh"
        case FieldKind.MONEY | FieldKind.COUNT | FieldKind.PERCENT:
            return random.choice([least, random.randint(least, most)])
        case FieldKind.DATE:
            day = earlier if field.days == "past" else later
            return day.isoformat()[: random.choice([4, 7, 10])]
        case FieldKind.PHONE:
            return f"09{random.randint(0, 10**8 - 1):08d}"
        case FieldKind.TAX_CODE:
            return "0100233488"
        case FieldKind.CHOICE:
            return (random.choice(keys),) if field.is_several else random.choice(keys)
        case FieldKind.YES_NO:
            return random.random() < 0.5
        case FieldKind.PLACE:
            commune = "Tây Hòa" if field.within or random.random() < 0.5 else None
            return PlaceValue(area="phu-yen", commune=commune)
    return tuple(f"file-{number}" for number in range(least))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("seed", range(60))
def test_a_random_walk_always_ends_and_progress_stays_within_bounds(form: Form, seed: int) -> None:
    random = Random(seed)
    answers: dict[str, Value] = {}
    skipped: set[str] = set()
    seen: list[str] = []
    before = 0
    while True:
        now = course(form, answers, skipped, TODAY)
        assert 1 <= now.progress.number <= now.progress.of <= len(form.steps)
        assert now.progress.number >= before
        step = now.next
        if step is None:
            break
        assert step.field.id not in seen
        seen.append(step.field.id)
        assert len(seen) <= _MOST_STEPS
        assert now.needs_consent or not step.field.is_personal
        before = now.progress.number
        if not step.field.is_required and random.random() < 0.4:
            skipped |= set(now.rest_of_section) if random.random() < 0.2 else {step.field.id}
            continue
        answers[step.field.id] = some_value(step.field, random)
        assert fits(step.field, answers[step.field.id], TODAY), step.field.id
    assert now.missing == ()
    assert now.answers == answers
    assert len(now.review(_SHOW)) == len(now.asked) == now.progress.of
    assert all(told.shown for told in now.review(_SHOW) if told.field.id in answers)
    assert ANSWERS.validate_json(ANSWERS.dump_json(answers)) == answers


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_required_fields_alone_are_enough(form: Form) -> None:
    random, answers = Random(1), dict[str, Value]()
    while missing := course(form, answers, (), TODAY).missing:
        answers[missing[0].id] = some_value(missing[0], random)
    skipped = {step.field.id for step in form.steps if not step.field.is_required}
    done = course(form, answers, skipped, TODAY)
    assert done.next is None
    assert len(answers) <= 10


def _a01(answers: Mapping[str, Value], **more: object) -> Course:
    return course(FORMS["A-01"], answers, (), TODAY, **more)  # type: ignore[arg-type]


def _ids(now: Course) -> set[str]:
    return {step.field.id for step in now.asked}


def test_what_does_not_matter_is_not_asked() -> None:
    assert "purchase_date" not in _ids(_a01({"purchase": "not_yet"}))
    assert "purchase_date" in _ids(_a01({"purchase": "deposited"}))
    assert "install_time" not in _ids(_a01({"purchase": "bought"}))
    assert "registration_number" not in _ids(_a01({"facility": "household", "is_registered": False}))
    assert "registration_number" in _ids(_a01({"facility": "household", "is_registered": True}))
    worker = _ids(course(FORMS["A-04"], {"facility": "worker"}, (), TODAY))
    assert worker.isdisjoint({"facility_name", "tax_code", "main_product", "registration_photo"})
    with_commune = {"province": PlaceValue(area="phu-yen", commune="Tây Hòa")}
    assert "commune" not in _ids(_a01(with_commune))
    assert "commune" in _ids(_a01({"province": PlaceValue(area="phu-yen")}))


def test_someone_without_a_name_is_asked_nothing_personal() -> None:
    now = course(FORMS["A-08"], {"is_anonymous": True}, (), TODAY)
    assert [step.field.id for step in now.asked if step.field.is_personal] == []
    told_first = {"is_anonymous": False, "facility": "household", "phone": "0912345678"}
    assert "phone" in course(FORMS["A-08"], told_first, (), TODAY).answers
    assert "phone" not in course(FORMS["A-08"], {**told_first, "is_anonymous": True}, (), TODAY).answers


def test_an_answer_that_no_longer_matters_is_not_sent() -> None:
    now = _a01({"purchase": "not_yet", "purchase_date": "2026-03"})
    assert "purchase_date" not in now.answers


def test_known_facts_are_offered_and_decide_nothing() -> None:
    known = {
        "facility": "household",
        "is_registered": True,
        "purchase": "deposited",
        "cost_vnd": 300_000_000,
        "capital_vnd": 100_000_000_000,
        "province": "phu-yen",
        "commune": "Tây Hòa",
        "is_new_technology": True,
        "owner_is_woman": True,
    }
    now = _a01({}, known=known)
    assert now.answers == {}
    assert now.carried == {
        "purchase": "deposited",
        "cost_vnd": 300_000_000,
        "facility": "household",
        "is_registered": True,
        "owner_is_woman": True,
        "province": PlaceValue(area="phu-yen", commune="Tây Hòa"),
    }
    assert "purchase_date" not in _ids(now)
    confirmed = _a01(now.carried, known=known)
    assert confirmed.carried == {}
    assert "purchase_date" in _ids(confirmed)


def test_a_refused_offer_is_not_made_again() -> None:
    now = course(FORMS["A-01"], {"purchase": "bought"}, ["owner_is_woman"], TODAY, {"purchase": "not_yet"})
    assert now.carried == {}


@pytest.mark.parametrize("value", ["Bình Định", "", "x" * 999, 5, True])
def test_a_known_place_of_another_shape_is_not_offered(value: str | int) -> None:
    assert "province" not in _a01({}, known={"province": value}).carried


def test_a_planned_day_that_has_passed_is_asked_again() -> None:
    answers = {"purchase": "not_yet", "install_time": "2026-12"}
    assert "install_time" in course(FORMS["A-01"], answers, (), TODAY).answers
    assert "install_time" not in course(FORMS["A-01"], answers, (), date(2027, 1, 1)).answers


def test_a_required_field_cannot_be_skipped() -> None:
    now = course(FORMS["A-01"], {}, ["item", "machine_name"], TODAY)
    assert now.next is not None
    assert now.next.field.id == "item"


def test_the_whole_section_may_be_skipped_but_for_what_is_required() -> None:
    now = _a01({"item": "machinery", "machine_name": "máy sấy"})
    assert now.rest_of_section == ("machine_count", "machine_specs", "seller")


def test_consent_is_wanted_behind_its_point_only() -> None:
    assert not _a01({}).needs_consent
    random, answers = Random(2), dict[str, Value]()
    while (now := _a01(answers)).next is not None and not now.next.is_after_consent:
        answers[now.next.field.id] = some_value(now.next.field, random)
    assert now.needs_consent


def test_values_that_a_newer_form_does_not_know_are_dropped() -> None:
    now = _a01({"purchase": "leased", "cost_vnd": "300tr", "machine": 3, "nothing": "x"})
    assert now.answers == {}


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("cost_vnd", 300_000_000, "300.000.000 đồng"),
        ("install_time", "2027-03", "tháng 3/2027"),
        ("install_time", "2027-03-05", "5/3/2027"),
        ("install_time", "2027", "năm 2027"),
        ("exports", True, "Có"),
        ("local_material_percent", 12.5, "12,5%"),
        ("workers_total", 1200, "1.200"),
        ("machine", "new", "Máy mới"),
        ("certificates", ("ocop", "food_safety"), "OCOP; An toàn thực phẩm"),
        ("facility_photos", ("a", "b"), "2 ảnh"),
        ("quotation", ("a",), "1 tệp"),
        (
            "province",
            PlaceValue(area="phu-yen", commune="Tây Hòa"),
            "xã Tây Hòa, Phú Yên cũ (nay thuộc Đắk Lắk)",
        ),
        ("province", PlaceValue(area="gia-lai"), "Gia Lai"),
        ("province", PlaceValue(area="nowhere", commune="X"), "X, nowhere"),
        ("phone", "0912345678", "0912345678"),
    ],
)
def test_values_are_read_back_in_words(name: str, value: Value, shown: str) -> None:
    assert _SHOW(FORMS["A-01"].fields[name], value) == shown


def test_asking_twice_says_the_same() -> None:
    answers: dict[str, Value] = {"item": "machinery"}
    assert _a01(answers) == _a01(dict(answers))
    assert replace(_a01(answers)).progress == _a01(answers).progress
