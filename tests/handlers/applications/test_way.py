"""The way through a form, as values: what comes next, what a question offers, what may be mended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from handlers import payloads as way
from handlers.applications.asking import Asking
from handlers.applications.content import Content, mark_of
from handlers.applications.review import Review
from handlers.applications.steps import Steps
from handlers.applications.way import (
    ADULT,
    BEHALF,
    CONSENT,
    FILES,
    LENGTH,
    OWNER,
    OWNER_AGREED,
    REVIEW,
    SENSITIVE,
    Draft,
    next_point,
)
from handlers.messages import Reply
from knowledge.base import KnowledgeBase
from knowledge.forms.model import FieldKind, FormField
from knowledge.forms.replies import PlaceValue, Value

TODAY = date(2026, 11, 23)
TRIP = {"item": "workshop", "visit_purpose": "xem lò sấy", "will_report": True}
PERSON: dict[str, Value] = {
    "facility": "household",
    "facility_name": "Hương Quê",
    "representative": "Nguyễn Thị Hương",
    "phone": "0912345678",
    "province": PlaceValue(area="dak-lak"),
}
AGREED = Content(is_short=True, is_adult=True, has_consented=True, is_on_behalf=False)
SHORT = Content({**TRIP}, is_short=True)
PHOTOS = "product_photos"


def a_draft(knowledge: KnowledgeBase, content: Content, form_id: str = "A-05") -> Draft:
    return Draft("7Q4M2X9T1B5K", knowledge.forms.forms[form_id], content)


def point_of(knowledge: KnowledgeBase, content: Content, form_id: str = "A-05") -> str:
    draft = a_draft(knowledge, content, form_id)
    return next_point(draft, draft.standing(TODAY))


@pytest.mark.parametrize(
    ("content", "point"),
    [
        (Content(), LENGTH),
        (Content(is_short=True), "item"),
        (Content(TRIP, is_short=False), "visit_place"),
        (SHORT, ADULT),
        (replace(SHORT, is_adult=True), CONSENT),
        (replace(SHORT, is_adult=True, has_consented=True), BEHALF),
        (replace(SHORT, is_adult=True, has_consented=True, is_on_behalf=False), "facility"),
        (replace(SHORT, is_adult=True, has_consented=True, is_on_behalf=True), OWNER),
        (replace(SHORT, is_adult=True, has_consented=True, is_on_behalf=True, owner="Bà Bảy"), OWNER_AGREED),
        (
            replace(
                SHORT,
                is_adult=True,
                has_consented=True,
                is_on_behalf=True,
                owner="Bà Bảy",
                owner_has_agreed=True,
            ),
            "facility",
        ),
        (replace(AGREED, answers={**TRIP, **PERSON}), REVIEW),
    ],
)
def test_the_points_stand_before_the_first_personal_question_in_their_order(
    knowledge: KnowledgeBase, content: Content, point: str
) -> None:
    assert point_of(knowledge, content) == point


def test_what_a_picture_shows_is_not_asked_for_before_the_consent_either(knowledge: KnowledgeBase) -> None:
    answers = {"product_name": "Nem chua", "product_group": "processing"}
    told = Content(answers, skipped=("product_story",), is_short=False)
    assert point_of(knowledge, told, "A-07") == ADULT
    agreed = replace(told, is_adult=True, has_consented=True, is_on_behalf=False)
    assert point_of(knowledge, agreed, "A-07") == PHOTOS


def test_an_anonymous_matter_asks_nothing_personal_and_needs_no_consent(knowledge: KnowledgeBase) -> None:
    answers: dict[str, Value] = {
        "matter_kind": "proposal",
        "matter_story": "Xin lớp học",
        "is_anonymous": True,
    }
    for is_short in (True, False):
        content = Content(answers, skipped=("matter_wish",), is_short=is_short)
        assert point_of(knowledge, content, "A-08") == "province"
        content = replace(content, answers={**answers, "province": PlaceValue(area="dak-lak")})
        assert point_of(knowledge, content, "A-08") == REVIEW
        draft = a_draft(knowledge, content, "A-08")
        assert not any(step.field.is_personal for step in draft.standing(TODAY).asked)


def test_a_sensitive_question_waits_for_its_own_consent_and_goes_with_its_refusal(
    knowledge: KnowledgeBase,
) -> None:
    name = "owner_is_minority"
    asked = [field for field in knowledge.forms.forms["A-05"].fields.values() if field.is_sensitive]
    assert [field.id for field in asked] == [name]
    skipped = ("visit_place", "visit_people", "hopes_to_learn", "is_registered", "tax_code", "call_time")
    answers = {key: value for key, value in {**TRIP, **PERSON}.items() if key != "province"}
    content = replace(AGREED, is_short=False, answers=answers, skipped=(*skipped, "owner_is_woman"))
    assert point_of(knowledge, content) == SENSITIVE
    assert point_of(knowledge, replace(content, agreed_fields=(name,))) == name
    assert point_of(knowledge, replace(content, refused_fields=(name,))) == "province"


def test_back_leads_over_what_was_answered_or_skipped_as_far_as_the_first(knowledge: KnowledgeBase) -> None:
    draft = a_draft(knowledge, Content(TRIP, skipped=("visit_place",), is_short=False))
    at, trail, here = draft.standing(TODAY), [], CONSENT
    while (earlier := draft.before(here, at)) is not None:
        trail.append(earlier)
        here = earlier
    assert trail == ["will_report", "visit_place", "visit_purpose", "item"]


def each_field(knowledge: KnowledgeBase) -> Iterator[tuple[Draft, FormField]]:
    """Every field of every form, in a draft that has come to it."""
    for form in knowledge.forms.forms.values():
        for field in form.fields.values():
            yield Draft("7Q4M2X9T1B5K", form, replace(AGREED, is_short=False, waits_for=field.id)), field


def put(knowledge: KnowledgeBase, draft: Draft, field: FormField) -> Reply:
    """The question of a field, also where nobody with these answers would be asked."""
    at = draft.standing(TODAY)
    step = next(each for each in draft.form.steps if each.field is field)
    return Asking(knowledge).put(draft, replace(at, asked=(*at.asked, step)), field.id)


def test_every_question_says_what_it_asks_and_its_buttons_fit_the_platforms(knowledge: KnowledgeBase) -> None:
    count = 0
    for draft, field in each_field(knowledge):
        reply = put(knowledge, draft, field)
        assert field.question in reply.text
        assert field.warning is None or field.warning in reply.text
        assert all(len(button.payload.encode()) <= 64 for button in reply.buttons)
        offered = {button.payload for button in reply.buttons}
        assert {f"fill:pick:{field.id}:{key}" for key in field.choices} <= offered
        assert field.is_required or way.SKIP in offered
        is_typed = field.kind not in {FieldKind.CHOICE, FieldKind.YES_NO, *FILES}
        assert reply.takes_numbers is is_typed
        count += 1
    assert count > 400
    names = {field.id for _, field in each_field(knowledge)}
    assert all(len(way.said(f"{SENSITIVE}:{name}", way.YES).encode()) <= 64 for name in names)
    assert all(len(f"{way.MEANT}{name}:{mark_of(1)}".encode()) <= 64 for name in names)


def test_numbers_in_a_typed_reply_count_the_choices_as_they_are_shown(knowledge: KnowledgeBase) -> None:
    """Also where a value is known already: "1, 3" are the first and the third line."""
    field = knowledge.forms.forms["A-01"].fields["certificates"]
    content = replace(AGREED, is_short=False, answers={"certificates": ("ocop",)}, waits_for=field.id)
    draft = a_draft(knowledge, content, "A-01")
    at = replace(draft.standing(TODAY), answers=content.answers)
    step = next(each for each in draft.form.steps if each.field is field)
    reply = Asking(knowledge).put(draft, replace(at, asked=(*at.asked, step)), field.id)
    shown = [button.payload for button in reply.buttons]
    assert shown[:5] == [f"fill:pick:certificates:{key}" for key in field.choices]
    assert shown[5] == "fill:right:certificates"
    read = Steps(knowledge).typed(draft, field, "1, 3", TODAY)
    assert read.draft.content.answers["certificates"] == ("food_safety", "typical_product")


@pytest.mark.parametrize(
    ("count", "offered"),
    [
        (0, [way.SKIP]),
        (2, [way.CLEAR, way.SKIP]),
        (3, [way.DONE, way.CLEAR]),
        (10, [way.DONE, way.CLEAR]),
    ],
)
def test_photos_may_be_finished_when_they_are_enough_and_left_out_when_they_are_not(
    knowledge: KnowledgeBase, count: int, offered: list[str]
) -> None:
    told: dict[str, Value] = {"product_name": "Nem chua", "product_group": "processing"}
    answers = {**told, PHOTOS: tuple(f"{number:032x}" for number in range(count))}
    draft = a_draft(knowledge, replace(AGREED, is_short=False, answers=answers, waits_for=PHOTOS), "A-07")
    reply = put(knowledge, draft, draft.form.fields[PHOTOS])
    assert [button.payload for button in reply.buttons][: len(offered)] == offered


def test_the_rest_of_a_section_is_offered_only_where_the_form_has_come_to(knowledge: KnowledgeBase) -> None:
    machine = {"item": "machinery", "machine_name": "máy sấy", "machine": "new", "purchase": "not_yet"}
    answers: dict[str, Value] = {**machine, "unit_price_vnd": 150_000_000, "cost_vnd": 300_000_000}
    skipped = ("machine_count", "machine_specs", "seller", "install_time")
    draft = a_draft(knowledge, Content(answers, skipped, is_short=False), "A-01")
    at = draft.standing(TODAY)
    for name, is_offered in (("requested_vnd", True), ("unit_price_vnd", False)):
        reply = Asking(knowledge).put(draft, at, name)
        assert (way.SKIP_REST in {button.payload for button in reply.buttons}) is is_offered


def test_a_button_of_another_unclear_reply_means_nothing(knowledge: KnowledgeBase) -> None:
    form = knowledge.forms.forms["A-05"]
    field, steps = form.fields["commune"], Steps(knowledge)
    draft = Draft("7Q4M2X9T1B5K", form, replace(AGREED, answers={"province": PlaceValue(area="dak-lak")}))
    first = [PlaceValue(area="dak-lak", commune=name) for name in ("Tây Hòa", "Tây Sơn")]
    second = [PlaceValue(area="dak-lak", commune=name) for name in ("Ea Kar", "Ea Knốp")]
    asked_again = draft.saying(options=tuple(second))
    for option in first:
        assert steps.meant(asked_again, field, mark_of(option)) is None
    for wrong in ("0", "1", "", "x"):
        assert steps.meant(asked_again, field, wrong) is None
    meant = steps.meant(asked_again, field, mark_of(second[1]))
    assert meant is not None
    assert meant.content.answers["commune"] == second[1]
    assert meant.content.options == ()


def test_a_value_that_no_longer_fits_is_not_offered_as_known(knowledge: KnowledgeBase) -> None:
    """A planned month that has passed meanwhile: to confirm it would lead nowhere."""
    content = Content({"learning": "learn", "trade": "may", "learning_time": "2026-12"}, is_short=False)
    draft = a_draft(knowledge, content, "A-04")
    field = draft.form.fields["learning_time"]
    for today, is_known in ((TODAY, True), (date(2027, 2, 1), False)):
        at = draft.standing(today)
        reply = Asking(knowledge).put(draft, at, field.id)
        assert ("fill:right:learning_time" in {button.payload for button in reply.buttons}) is is_known
        assert (Steps(knowledge).right(draft, field, at) is not None) is is_known


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("mục đích", "visit_purpose"),
        ("Muc dich", "visit_purpose"),
        ("điện thoại", "phone"),
        ("báo cáo", "will_report"),
        ("tên cơ", "facility_name"),
        ("đại diện", "representative"),
        ("người", None),  # several are called like this
        ("trời mưa", None),
        ("", None),
    ],
)
def test_a_field_is_mended_by_its_name_or_a_part_that_no_other_has(
    knowledge: KnowledgeBase, words: str, field: str | None
) -> None:
    draft = a_draft(knowledge, replace(AGREED, answers={**TRIP, **PERSON, "visit_people": 2}))
    found = Review(knowledge).named(draft, draft.standing(TODAY), words)
    assert (found.id if found else None) == field


def test_only_what_was_come_by_may_be_mended_before_the_form_is_through(knowledge: KnowledgeBase) -> None:
    draft = a_draft(knowledge, SHORT)
    at = draft.standing(TODAY)
    assert [step.field.id for step in draft.mendable(at)] == list(TRIP)
    assert Review(knowledge).named(draft, at, "điện thoại") is None
