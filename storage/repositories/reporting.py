"""All queries of reports: what was made, what staff entered, and what is counted and listed."""

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.meeting_tasks import MeetingTasks
from storage.repositories.report_answers import ReportAnswers
from storage.repositories.report_figures import ReportFigures
from storage.repositories.report_lists import ReportLists
from storage.repositories.report_money import ReportMoney
from storage.repositories.report_rows import Reports
from storage.repositories.reports import ReportCounts


class Reporting:
    """The repositories of reports over one open transaction."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self.rows = Reports(connection)
        self.figures = ReportFigures(connection)
        self.counts = ReportCounts(connection)
        self.money = ReportMoney(connection)
        self.answers = ReportAnswers(connection, vault)
        self.lists = ReportLists(connection)
        self.meetings = MeetingTasks(connection)
