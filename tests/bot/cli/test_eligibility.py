"""`eligibility`: facts in, verdicts out, as one JSON value; what cannot be used is told and ends it with 1."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bot.cli.command import CommandLine, Inside
from tests.support.kept import GOOD_FACTS

_CASE: dict[str, Any] = {**GOOD_FACTS, "cost_vnd": 400_000_000, "items": ["machinery"], "on": "2026-11-21"}
_KEYS = ["item", "scheme", "verdict", "reasons", "missing", "estimate_vnd", "cap_vnd", "formula"]


def _written(bot: CommandLine, data: object) -> str:
    path = bot.folder / "facts.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_one_object_gives_one_list_of_verdicts(bot: CommandLine, inside: Inside) -> None:
    finished = inside("eligibility", "--json", _written(bot, {**_CASE, "province": "Bình Định"}))
    assert (finished.code, finished.err) == (0, "")
    national, local = json.loads(finished.out)
    assert list(national) == list(local) == _KEYS
    assert (national["verdict"], national["estimate_vnd"], national["cap_vnd"]) == (
        "yes",
        200_000_000,
        300_000_000,
    )
    assert {"rule", "holds", "text", "document", "article"} == set(national["reasons"][0])
    assert (local["scheme"], local["estimate_vnd"]) == ("local", None)
    assert [path.name for path in bot.files()] == ["facts.json"]


async def test_a_list_comes_by_standard_input_and_gives_a_list_of_lists(bot: CommandLine) -> None:
    cases = [_CASE, {**_CASE, "purchase": "bought"}]
    finished = await bot("eligibility", "--json", "-", typed="\ufeff" + json.dumps(cases))
    assert (finished.code, finished.err) == (0, "")
    good, bad = json.loads(finished.out)
    assert [each["verdict"] for each in (*good, *bad)] == ["yes", "yes", "no", "no"]
    assert bad[0]["estimate_vnd"] is None
    assert [each["rule"] for each in bad[0]["reasons"] if each["holds"] is False] == ["purchase"]


@pytest.mark.parametrize(("on", "verdict"), [("2026-04-29", "yes"), ("2026-04-30", "unknown")])
def test_the_day_may_be_said(bot: CommandLine, inside: Inside, on: str, verdict: str) -> None:
    case = {**_CASE, "province": "dong-nai", "commune_kind": "phuong", "on": on}
    finished = inside("eligibility", "--json", _written(bot, case))
    assert json.loads(finished.out)[0]["verdict"] == verdict


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({**_CASE, "colour": "red"}, "colour: không có dữ kiện này"),
        ({**_CASE, "facility": "shop"}, "facility: giá trị không dùng được, cần: household"),
        ({**_CASE, "province": "Xứ Lạ"}, "province: giá trị không dùng được"),
        ({**_CASE, "on": "hôm qua"}, "on: giá trị không dùng được"),
        ([_CASE, {**_CASE, "workers": "5"}], "trường hợp 2: workers: giá trị không dùng được"),
        ("{", "facts.json: "),
        ("", "facts.json: "),
        ("5", "facts.json: cần một đối tượng JSON"),
        ("[]", "facts.json: cần một đối tượng JSON"),
        ("[5]", "facts.json: cần một đối tượng JSON"),
        ("[" * 100_000, "facts.json: "),
    ],
)
def test_what_cannot_be_used_is_told(bot: CommandLine, inside: Inside, data: object, told: str) -> None:
    finished = inside("eligibility", "--json", _written(bot, data))
    assert (finished.code, finished.out) == (1, "")
    assert told in finished.err
    assert "Traceback" not in finished.err


def test_a_file_that_cannot_be_read_is_told_by_its_name(bot: CommandLine, inside: Inside) -> None:
    (bot.folder / "bytes.json").write_bytes(b'{"commune": "\xff"}')
    for name in ("none.json", "bytes.json"):
        finished = inside("eligibility", "--json", str(bot.folder / name))
        assert (finished.code, finished.out) == (1, "")
        assert name in finished.err


def test_the_file_must_be_named(inside: Inside) -> None:
    finished = inside("eligibility")
    assert (finished.code, finished.out) == (2, "")
    assert "--json" in finished.err


def test_a_broken_office_file_ends_it_by_name(bot: CommandLine, inside: Inside) -> None:
    bot.data_dir.mkdir()
    (bot.data_dir / "don-vi.yaml").write_text("dien_thoai: 0269 1\n", encoding="utf-8")
    finished = inside("eligibility", "--json", _written(bot, _CASE))
    assert (finished.code, finished.out) == (1, "")
    assert str(Path("don-vi.yaml")) in finished.err
