"""Papers are set on the operator's template while there is a good one; nobody goes without a paper."""

import asyncio
import logging
import os
from pathlib import Path

import pytest

from bot.papers.builtin import build
from bot.papers.desk import MOST_BYTES, DocxPapers, TemplateState, template_problems
from bot.papers.faults import Fault
from bot.papers.filler import Filler
from handlers.applications.paper import Papers
from tests.bot.papers.samples import NAME, a_paper, a_template, parts, texts, with_part
from tests.handlers.attachments import samples as files

_GOOD = a_template("Phiếu {{ phieu }} của {{ facility_name }}")
_SLOW = a_template("{{" * 60_000)  # the library's patterns try every pair of braces with every other
_REFUSED = {
    Fault.NOT_DOCX: b"khong phai docx",
    Fault.TOO_BIG: with_part(_GOOD, "word/media/a.png", os.urandom(MOST_BYTES)),
    Fault.LOCKED: files.docx(flags=1),
    Fault.MACROS: with_part(_GOOD, "word/vbaProject.bin", b"x"),
    Fault.UNSAFE: with_part(_GOOD, "word/bomb.xml", bytes(60 * 1024 * 1024)),
    Fault.SYNTAX: a_template("{% if phieu %}"),
    Fault.FORBIDDEN: a_template("{{ ''.__class__ }}"),
    Fault.BROKEN: a_template("{{ facility_name|e|upper }}&"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "mau-phieu"
    folder.mkdir()
    return folder


@pytest.fixture
def papers(folder: Path) -> DocxPapers:
    return DocxPapers(folder, Filler(seconds=60))  # a busy machine is no fault of a template


async def test_without_a_template_the_paper_is_the_built_in_one(tmp_path: Path, folder: Path) -> None:
    for place in (folder, tmp_path / "nowhere"):
        papers: Papers = DocxPapers(place)
        assert parts(await papers.docx(a_paper())) == parts(build(a_paper()))


async def test_a_template_is_used_for_its_form_alone(folder: Path, papers: DocxPapers) -> None:
    (folder / "A-01.docx").write_bytes(_GOOD)
    assert texts(await papers.docx(a_paper())) == [f"Phiếu GL-26-00017 của {NAME}"]
    assert len(texts(await papers.docx(a_paper("A-02")))) > 10


async def test_a_template_may_be_replaced_and_taken_away_meanwhile(folder: Path, papers: DocxPapers) -> None:
    path = folder / "A-01.docx"
    path.write_bytes(_GOOD)
    await papers.docx(a_paper())
    path.write_bytes(a_template("Mẫu mới: {{ ngay }}"))
    assert texts(await papers.docx(a_paper())) == ["Mẫu mới: 21/11/2026"]
    path.unlink()
    assert parts(await papers.docx(a_paper())) == parts(build(a_paper()))


@pytest.mark.parametrize("fault", _REFUSED)
async def test_a_template_that_cannot_be_used_costs_nobody_the_paper(
    fault: Fault, folder: Path, papers: DocxPapers, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "A-01.docx").write_bytes(_REFUSED[fault])
    paper = a_paper(name="Bún & Bánh")
    assert parts(await papers.docx(paper)) == parts(build(paper))
    (record,) = caplog.records
    assert (record.levelno, record.message) == (logging.WARNING, "paper_template_refused")
    assert (vars(record)["form"], vars(record)["reason"]) == ("A-01", fault.value)
    assert "Bún" not in str(vars(record))


@pytest.mark.parametrize("form", ["../A-01", "/etc/A-01", "", "x" * 300, "a\0b"])
async def test_no_form_leads_out_of_the_folder(form: str, folder: Path, papers: DocxPapers) -> None:
    (folder.parent / "A-01.docx").write_bytes(_GOOD)
    assert len(texts(await papers.docx(a_paper(form)))) > 10


async def test_a_template_that_takes_too_long_is_ended(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "A-01.docx").write_bytes(_SLOW)
    before = _children()
    made = await DocxPapers(folder, Filler(seconds=1)).docx(a_paper())
    assert parts(made) == parts(build(a_paper()))
    assert [vars(record)["reason"] for record in caplog.records] == ["too_slow"]
    assert _children() <= before


async def test_many_papers_at_once_are_all_set(folder: Path, papers: DocxPapers) -> None:
    (folder / "A-01.docx").write_bytes(_GOOD)
    names = [f"Cơ sở {number}" for number in range(6)]
    made = await asyncio.gather(*(papers.docx(a_paper(name=name)) for name in names))
    assert [texts(each) for each in made] == [[f"Phiếu GL-26-00017 của {name}"] for name in names]


async def test_the_check_tells_of_every_file_in_the_folder(folder: Path) -> None:
    forms = {f"A-0{number}": frozenset({"facility_name", "seller"}) for number in range(1, 8)}
    (folder / "A-01.docx").write_bytes(_GOOD)
    (folder / "A-02.docx").write_bytes(a_template("{{ seller }} {{ ten_la }} {{ nguoi_ban }} {{ rows }}"))
    (folder / "A-03.docx").write_bytes(a_template("{{ seller"))
    (folder / "A-04.docx").mkdir()
    (folder / "A-05.docx").symlink_to("A-05.docx")
    os.mkfifo(folder / "A-06.docx")
    (folder / "A-07.doc").write_bytes(_GOOD)
    (folder / "Phieu.docx").write_bytes(_GOOD)
    (folder / "~$A-01.docx").write_bytes(b"Word has it open")
    (folder / ".DS_Store").write_bytes(b"")
    assert await template_problems(folder, forms) == [
        TemplateState(folder / "A-01.docx", "A-01", None, ()),
        TemplateState(folder / "A-02.docx", "A-02", None, ("nguoi_ban", "ten_la")),
        TemplateState(folder / "A-03.docx", "A-03", Fault.SYNTAX, ()),
        TemplateState(folder / "A-04.docx", "A-04", Fault.NOT_DOCX, ()),
        TemplateState(folder / "A-05.docx", "A-05", Fault.UNREADABLE, ()),
        TemplateState(folder / "A-06.docx", "A-06", Fault.NOT_DOCX, ()),
        TemplateState(folder / "A-07.doc", "A-07", Fault.NO_FORM, ()),
        TemplateState(folder / "Phieu.docx", "Phieu", Fault.NO_FORM, ()),
    ]


async def test_without_a_folder_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert await template_problems(tmp_path / "mau-phieu", {"A-01": frozenset()}) == []


def _children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())
