"""What every part of a report is made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from handlers.applications.words import place_name
from handlers.reports.counting import Counting
from handlers.reports.figures import Figures
from handlers.reports.model import Cell, Chart, Period, Row, Section, Table, Wanted
from handlers.reports.periods import span_of
from handlers.reports.showing import text_cell
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Status
from knowledge.phrases import Phrases
from knowledge.process.model import Ending
from knowledge.reports.model import Part, ReportKind
from knowledge.reports.reports import ReportBook
from storage.repositories.areas import Area
from storage.repositories.reports import Span
from storage.states import ApplicationStatus
from storage.states import Ending as StoredEnding
from storage.store import Store

MOST_ROWS = 1000  # of one list; more is a list nobody reads


@dataclass(frozen=True, slots=True)
class Making:
    """One report in the making, in one reading transaction."""

    store: Store
    knowledge: KnowledgeBase
    kind: ReportKind
    wanted: Wanted
    figures: Figures
    counting: Counting
    zone: tzinfo
    now: datetime

    @property
    def book(self) -> ReportBook:
        return self.knowledge.reports

    @property
    def word(self) -> Phrases:
        return self.book.word

    @property
    def period(self) -> Period:
        return self.wanted.period

    @property
    def span(self) -> Span:
        return span_of(self.period, self.zone)

    @property
    def area(self) -> Area | None:
        return self.counting.area

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def where(self, province: str | None, commune: str | None) -> str:
        return place_name(province, commune, self.knowledge) or self.word("unknown_place")

    def status(self, status: ApplicationStatus, ending: StoredEnding | None = None) -> str:
        told = Ending(ending.value if ending is not None else "")
        return self.knowledge.process.status(Status(status.value), told).name

    def table(self, part: Part, cells: Sequence[Sequence[Cell]], *names: str) -> Table:
        """With the columns of a part, or these of them in their order; what is too long is cut and said so."""
        words = self.book.part(part)
        columns = tuple(words.columns[name] for name in (names or words.columns))
        rows = [Row(tuple(each)) for each in cells[:MOST_ROWS]]
        if len(cells) > MOST_ROWS:
            more = text_cell(self.word("more_rows", count=len(cells) - MOST_ROWS))
            rows.append(Row((more, *(Cell() for _ in columns[1:]))))
        return Table(columns, tuple(rows), words.empty or "")

    def section(
        self, part: Part, *tables: Table, chart: Chart | None = None, notes: tuple[str, ...] = ()
    ) -> Section:
        words = self.book.part(part)
        return Section(part, words.title, tables, chart, ((words.note,) if words.note else ()) + notes)
