"""What entries ask of the office, the catalogue of its file and the template agree."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from knowledge.errors import KnowledgeError
from knowledge.loader import Content, load_content
from knowledge.model import Noun
from knowledge.operator.catalogue import Catalogue
from knowledge.operator.facts import OperatorFacts
from knowledge.operator.file import read_file
from knowledge.operator.model import (
    CraftVillage,
    Officer,
    OperatorFile,
    OperatorLevel,
    PaperTemplate,
    SimpleFacts,
    YearDate,
    keys,
)
from knowledge.operator.needs import check_needs, missing_facts, operator_state
from tests.knowledge.operator.files import some_file, write
from tests.support.source import ROOT

_TEMPLATE = (ROOT / "docs/thong-tin-don-vi.mau.yaml").read_text(encoding="utf-8")
_ALL_WRITTEN = _TEMPLATE.replace("\n##", "\n")  # as if every sample had been taken
_LISTS: dict[str, type[Noun]] = {
    "can_bo": Officer,
    "muc_ho_tro": OperatorLevel,
    "mau_giay": PaperTemplate,
    "lang_nghe": CraftVillage,
    "moc_nam": YearDate,
}


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


def test_entries_ask_only_for_facts_that_exist(content: Content) -> None:
    assert list(check_needs(content)) == []


@pytest.mark.parametrize(
    ("needs", "answer", "told"),
    [
        (("ten_la", "ten_don_vi"), "{ten_la} {ten_don_vi}", "no fact of the office called ten_la"),
        (("ten_don_vi", "gio_truc"), "{ten_don_vi}", "gio_truc stands only in needs"),
        (("ten_don_vi",), "{ten_don_vi} {gio_truc}", "gio_truc stands only in needs or only in the answer"),
    ],
)
def test_an_entry_that_asks_wrongly_is_told(
    content: Content, needs: tuple[str, ...], answer: str, told: str
) -> None:
    entry = next(entry for entry in content.entries.values() if entry.operator)
    assert entry.operator is not None
    asking = entry.operator.model_copy(update={"needs": needs, "answer": answer})
    changed = {entry.id: entry.model_copy(update={"operator": asking})}
    (problem,) = check_needs(replace(content, entries=changed))
    assert problem.entry == entry.id
    assert told in problem.message


def test_every_key_is_described_and_every_described_key_exists() -> None:
    nested = {f"{name}.{key}" for name, model in _LISTS.items() for key in keys(model)}
    assert set(Catalogue.load().fields) == set(keys(OperatorFile)) | nested


def test_everything_is_missing_at_first_and_named_with_the_topics_that_wait(content: Content) -> None:
    missing = missing_facts(content.entries.values(), OperatorFacts())
    waiting = {fact.name: [topic.id for topic in fact.topics] for fact in missing}
    assert set(waiting) == set(keys(OperatorFile))
    assert {name for name, topics in waiting.items() if topics} == set(keys(SimpleFacts))
    assert waiting["dia_chi"] == ["lien-he-trung-tam"]
    assert all(fact.description for fact in missing)


def test_what_has_been_told_is_no_longer_missing(tmp_path: Path, content: Content) -> None:
    content_without = {key: value for key, value in some_file().items() if key != "gio_truc"}
    write(tmp_path, content_without)
    state = operator_state(tmp_path, "")
    assert [fact.name for fact in state.missing] == ["gio_truc"]
    assert (state.filled, state.total, state.is_there) == (len(content_without), len(some_file()), True)


def test_the_template_is_a_file_with_nothing_filled_in(tmp_path: Path) -> None:
    assert OperatorFacts.load(write(tmp_path, _TEMPLATE)) == OperatorFacts()


def test_the_template_names_every_key_once_and_no_other() -> None:
    written = yaml.safe_load(_ALL_WRITTEN)
    assert set(written) == set(keys(OperatorFile))
    assert {name: set(written[name][0]) for name in _LISTS} == {
        name: set(keys(model)) for name, model in _LISTS.items()
    }


def test_the_samples_of_the_template_cannot_be_left_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as told:
        read_file(write(tmp_path, _ALL_WRITTEN))
    left_open = Catalogue.load().problems["left_open"]
    assert {problem.entry for problem in told.value.problems} == {f"{name} 1" for name in _LISTS}
    assert all(problem.message.startswith(left_open) for problem in told.value.problems)


def test_the_template_shows_every_example_and_every_code(content: Content) -> None:
    fields = Catalogue.load().fields
    for key in keys(OperatorFile):
        example = fields[key].example
        assert example is None or f"# Ví dụ: {example}\n{key}:" in _TEMPLATE, key
    for code, label in {**content.levels.items, **content.levels.units}.items():
        assert any(line.split(maxsplit=2)[1:] == [code, label] for line in _TEMPLATE.splitlines()), code
