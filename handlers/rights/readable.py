"""A person's data as a page of text: everything that has words, in the order in which it happened."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from handlers.applications.codes import shown
from handlers.applications.content import CONTENT
from handlers.casework.shown import told_lines
from handlers.home import place_name
from handlers.messages import REPLY, Case
from handlers.rights.codes import shown_request
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Status
from knowledge.privacy.model import Purpose, RequestKind

Rows = Mapping[str, list[dict[str, Any]]]  # by table, as storage tells them
Files = Mapping[str, str]  # what is said of each blob


@dataclass(frozen=True, slots=True)
class Readable:
    """By the knowledge of the moment."""

    knowledge: KnowledgeBase
    zone: tzinfo

    def page(self, code: str, rows: Rows, files: Files, now: datetime) -> str:
        """`files` says of each blob under which name it is enclosed, or why it is not."""
        head = self.knowledge.phrase("copy_head", at=self._at(now), code=shown_request(code))
        parts = [
            ("copy_contact", self._contact(rows)),
            ("copy_applications", self._applications(rows, files)),
            ("copy_cases", self._cases(rows)),
            ("copy_messages", self._messages(rows)),
            ("copy_notes", self._notes(rows)),
            ("copy_gaps", (f"- {row['question']}" for row in rows["gap"] if row["question"])),
            ("copy_consents", self._consents(rows)),
            ("copy_news", self._news(rows)),
            ("copy_requests", self._requests(rows)),
        ]
        told = [head]
        for phrase, lines in parts:
            if found := list(lines):
                told.append("\n".join([self.knowledge.phrase(phrase), *found]))
        return "\n\n".join(told) + "\n"

    def _contact(self, rows: Rows) -> Iterator[str]:
        say = self.knowledge.phrase
        for row in rows["address"]:
            yield say("copy_address", channel=row["channel"], at=self._at(row["created_at"]))
        for row in rows["contact"]:
            if row["province"]:
                yield say("copy_province", place=place_name(row["province"], self.knowledge))

    def _news(self, rows: Rows) -> Iterator[str]:
        """What news are chosen by, and what was answered to them."""
        say = self.knowledge.phrase
        for row in rows["contact_tag"]:
            yield say("copy_tag", tag=self._tag(row["tag"]))
        for row in rows["broadcast_answer"]:
            yield say("copy_news_answer", at=self._at(row["at"]), number=row["button"])

    def _tag(self, tag: str) -> str:
        """In the words of the form that it was taken from; one that staff have given stays as it is."""
        name, _, value = tag.partition(":")
        fields = (form.fields.get(name) for form in self.knowledge.forms.forms.values())
        field = next((each for each in fields if each is not None), None)
        try:
            return self.knowledge.showing(field, value) if field is not None and value else tag
        except (KeyError, ValueError):  # a choice that forms offer no more
            return value

    def _applications(self, rows: Rows, files: Files) -> Iterator[str]:
        for row in rows["application"]:
            yield self._head(row)
            yield from self._answers(row)
            mine = [
                (name, each) for name in _BESIDE for each in rows[name] if each["application_id"] == row["id"]
            ]
            for name, each in mine:
                line = self._beside(name, each, files)
                if line:
                    yield line

    def _head(self, row: dict[str, Any]) -> str:
        form = self.knowledge.forms.forms.get(row["form_id"])
        state = self.knowledge.process.status(Status(row["status"].value), code=shown(row["code"]))
        return self.knowledge.phrase(
            "copy_application",
            code=shown(row["code"]),
            form=form.file.title if form else row["form_id"],
            status=state.name,
            at=self._at(row["created_at"]),
        )

    def _answers(self, row: dict[str, Any]) -> Iterator[str]:
        if row["content"] is None:
            return
        form = self.knowledge.forms.forms.get(row["form_id"])
        fields = form.fields if form else {}
        content = CONTENT.validate_json(row["content"])
        if content.owner:
            yield self.knowledge.phrase("copy_owner", owner=content.owner)
        for name, value in content.answers.items():
            field = fields.get(name)
            label = field.label if field else name
            try:
                told = self.knowledge.showing(field, value) if field else str(value)
            except (KeyError, ValueError):  # an answer from another version of the form
                told = str(value)
            yield self.knowledge.phrase("copy_answer", label=label, value=told)

    def _beside(self, name: str, row: dict[str, Any], files: Files) -> str | None:
        say = self.knowledge.phrase
        match name:
            case "application_file":
                return files.get(row["blob_id"])
            case "application_event":
                action = self.knowledge.process.actions.get(row["action"])
                title = action.title if action else row["action"]
                note = f": {row['note']}" if row["note"] else ""
                return say("copy_event", at=self._at(row["at"]), action=title) + note
            case "application_date":
                day = self.knowledge.process.told_day(row["on_day"])
                return say("copy_date", what=say(f"staff_date_{row['kind'].value}", day=day))
            case "survey_answer":
                return self._reply(row)
            case "inspection":
                return say("copy_findings", at=self._at(row["at"]), text=row["findings"] or "")
            case _:
                return say("copy_obstacle", at=self._at(row["opened_at"]), text=row["story"] or "")

    def _reply(self, row: dict[str, Any]) -> str:
        """An answer to a survey, in its words as far as it is still asked."""
        survey = self.knowledge.process.surveys.get(row["survey"])
        question = survey.question(row["question"]) if survey is not None else None
        asked = question.ask if question is not None else row["question"]
        value = row["words"] or ("" if row["number"] is None else str(row["number"]))
        if row["choice"] is not None:
            value = question.choices.get(row["choice"], row["choice"]) if question else row["choice"]
        return self.knowledge.phrase("copy_reply", at=self._at(row["at"]), asked=asked, value=value)

    def _cases(self, rows: Rows) -> Iterator[str]:
        for row in rows["profile"]:
            yield f"- {self.knowledge.levels.items.get(row['item'], row['item'])}"
            if row["facts"]:
                yield from told_lines(Case(row["item"], json.loads(row["facts"])), self.knowledge)

    def _messages(self, rows: Rows) -> Iterator[str]:
        for row in rows["message"]:
            if row["body"]:
                author = self.knowledge.phrase(f"copy_by_{row['author'].value}")
                yield f"{self._at(row['created_at'])}, {author}: {REPLY.validate_json(row['body']).text}"

    def _notes(self, rows: Rows) -> Iterator[str]:
        """What staff wrote to each other about a conversation."""
        for row in rows["conversation_note"]:
            if row["body"]:
                yield self.knowledge.phrase("copy_note", at=self._at(row["created_at"]), text=row["body"])

    def _consents(self, rows: Rows) -> Iterator[str]:
        for row in rows["consent"]:
            purpose = self.knowledge.privacy.purpose_name(Purpose(row["purpose"].value))
            answer = self.knowledge.phrase("copy_yes" if row["is_given"] else "copy_no")
            yield f"- {self._at(row['at'])}, {purpose}: {answer}"

    def _requests(self, rows: Rows) -> Iterator[str]:
        for row in rows["data_request"]:
            kind = self.knowledge.privacy.kind_name(RequestKind(row["kind"].value))
            note = f": {row['note']}" if row["note"] else ""
            yield f"- {self._at(row['asked_at'])}, {shown_request(row['code'])}, {kind}{note}"

    def _at(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%d/%m/%Y %H:%M}"


_BESIDE = (
    "application_file",
    "application_event",
    "inspection",
    "obstacle",
    "application_date",
    "survey_answer",
)
