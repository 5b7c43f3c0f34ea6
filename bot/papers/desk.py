"""Sets papers: on the operator's own template where there is a good one, else the built-in way."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from bot.papers.builtin import build
from bot.papers.faults import Fault
from bot.papers.filler import Filled, Filler
from bot.papers.words import GENERAL, SAMPLE, Words, words_of
from handlers.applications.paper import Paper
from handlers.attachments.docx import check_docx
from handlers.attachments.model import Reason

log = logging.getLogger(__name__)

FOLDER = "mau-phieu"  # in the data directory
MOST_BYTES = 5 * 1024 * 1024
_SUFFIX = ".docx"
_UNLIKE_FILES = (".", "~$")  # what systems and Word put beside a document that is open
_FAULTS = {Reason.LOCKED: Fault.LOCKED, Reason.MACROS: Fault.MACROS, Reason.UNSAFE: Fault.UNSAFE}


@dataclass(frozen=True, slots=True)
class TemplateState:
    """A file in the folder of templates."""

    path: Path
    form: str
    fault: Fault | None  # None: papers are set on it
    unknown: tuple[str, ...]  # placeholders that no field of the form has: they are shown as nothing


class DocxPapers:
    """The paper of an application as DOCX. Templates may be put in, replaced and taken away while this runs."""

    def __init__(self, folder: Path, filler: Filler | None = None) -> None:
        self._folder = folder
        self._filler = filler or Filler()

    async def docx(self, paper: Paper) -> bytes:
        """A template that cannot be used costs nobody the paper."""
        path = self._folder / PurePath(f"{paper.form}{_SUFFIX}").name
        filled = await _filled(path, words_of(paper), self._filler)
        if isinstance(filled, Filled):
            return filled.docx
        if filled is not None:
            log.warning("paper_template_refused", extra={"form": paper.form, "reason": filled.value})
        return await asyncio.to_thread(build, paper)


async def template_problems(folder: Path, forms: Mapping[str, frozenset[str]]) -> list[TemplateState]:
    """Every file in the folder, tried once; `forms` says which fields each form has."""
    filler = Filler()
    paths = await asyncio.to_thread(_files, folder)
    return [await _state(path, forms.get(path.stem), filler) for path in paths]


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith(_UNLIKE_FILES))


async def _state(path: Path, fields: frozenset[str] | None, filler: Filler) -> TemplateState:
    if fields is None or path.suffix != _SUFFIX:
        return TemplateState(path, path.stem, Fault.NO_FORM, ())
    filled = await _filled(path, SAMPLE, filler)
    if not isinstance(filled, Filled):
        return TemplateState(path, path.stem, filled or Fault.UNREADABLE, ())
    return TemplateState(path, path.stem, None, tuple(sorted(filled.names - fields - GENERAL)))


async def _filled(path: Path, words: Words, filler: Filler) -> Filled | Fault | None:
    """None when there is no template."""
    template = await asyncio.to_thread(_read, path)
    if not isinstance(template, bytes):
        return template
    try:
        return await filler.fill(template, words)
    except OSError:
        return Fault.NO_WORKER


def _read(path: Path) -> bytes | Fault | None:
    try:
        if not path.exists():
            return None
        if not path.is_file():  # reading a pipe could take for ever
            return Fault.NOT_DOCX
        with path.open("rb") as opened:
            template = opened.read(MOST_BYTES + 1)
    except OSError:
        return Fault.UNREADABLE
    if len(template) > MOST_BYTES:
        return Fault.TOO_BIG
    reason = check_docx(template)
    return template if reason is None else _FAULTS.get(reason, Fault.NOT_DOCX)
