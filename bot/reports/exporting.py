"""Turns a report into a file, beside the loop: documents take the processor for a while."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.reports.document import build as build_document
from bot.reports.workbook import build as build_workbook
from handlers.reports.model import Report

_AT_ONCE = 1  # on a small machine the second would only slow the first


class Form(StrEnum):
    """By the ending of its file."""

    XLSX = "xlsx"
    DOCX = "docx"


_MIMES = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class ReportFile:
    name: str
    mime: str
    data: bytes


class ReportFiles:
    """One for the whole process, so that the limit holds. `word` gives a word of the reports."""

    def __init__(self, word: Callable[[str], str]) -> None:
        self._word = word
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    async def make(self, report: Report, report_id: int, form: Form) -> ReportFile:
        async with self._at_once:
            data = await asyncio.to_thread(self._build, report, form)
        time = f"{report.period.since:%Y%m%d}-{report.period.until:%Y%m%d}"
        state = "" if report.is_final else "-nhap"
        return ReportFile(f"{report.kind}-{time}-{report_id}{state}.{form.value}", _MIMES[form], data)

    def _build(self, report: Report, form: Form) -> bytes:
        if form is Form.XLSX:
            return build_workbook(report, self._word("notes"), self._word("notes"))
        return build_document(report, self._word("page"), self._word("no_text"))
