"""Fills an operator's own template, which is trusted little: in a process that may take little time and memory."""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from docx.document import Document as Sheet
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError

from bot.papers.faults import Fault, TemplateRefused
from bot.papers.filler import Filled
from bot.papers.language import TemplateLanguage
from bot.papers.sheet import set_properties
from bot.papers.words import CHECKLIST, ROWS, TITLE, Words

_MADE_FROM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
_FETCHING = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|LINK)\b", re.I)  # commands of fields
_XML = (".xml", ".rels")


class _StrictTemplate(DocxTemplate):  # type: ignore[misc] # the library has no types
    def fix_tables(self, xml: str) -> BaseOxmlElement:
        """The library mends what is no XML by leaving things out; a paper may not lose what people said."""
        parse_xml(xml)
        fixed: BaseOxmlElement = super().fix_tables(xml)
        return fixed


def fill(template: bytes, words: Words) -> Filled:
    """The template with the words in place of its placeholders. Raises TemplateRefused and nothing else."""
    language = TemplateLanguage()
    try:
        opened = _opened(template)
        opened.render({**words.texts, ROWS: words.rows, CHECKLIST: words.checklist}, language)
        set_properties(opened.docx, words.texts.get(TITLE, ""))
        out = BytesIO()
        opened.save(out)
        _check(out)
    except TemplateRefused:
        raise
    except TemplateSyntaxError as error:
        raise TemplateRefused(Fault.SYNTAX) from error
    except Exception as error:
        raise TemplateRefused(Fault.BROKEN) from error
    return Filled(out.getvalue(), frozenset(language.names))


def _opened(template: bytes) -> _StrictTemplate:
    opened = _StrictTemplate(BytesIO(template))
    try:
        opened.init_docx()
    except Exception as error:
        raise TemplateRefused(Fault.NOT_DOCX) from error
    _cut_off(opened.docx)
    return opened


def _cut_off(sheet: Sheet) -> None:
    """Links for people to follow stay. Word's link to the file that a document was made from names somebody's
    folder, and goes. Whatever else a document would load by itself is refused."""
    package = sheet.part.package
    for source in (package, *package.iter_parts()):
        for key, relation in list(source.rels.items()):
            if not relation.is_external or relation.reltype == RELATIONSHIP_TYPE.HYPERLINK:
                continue
            if relation.reltype != _MADE_FROM:
                raise TemplateRefused(Fault.OUTSIDE)
            del source.rels[key]
            for element in source.element.xpath("//w:attachedTemplate"):
                element.getparent().remove(element)


def _check(docx: BytesIO) -> None:
    """Every part is whole, and no field fetches anything."""
    with ZipFile(docx) as archive:
        for name in archive.namelist():
            if name.endswith(_XML) and any(map(_FETCHING.search, _commands(parse_xml(archive.read(name))))):
                raise TemplateRefused(Fault.OUTSIDE)


def _commands(root: BaseOxmlElement) -> Iterator[str]:
    """What fields say, a paragraph at a time, because one command may be cut into several runs."""
    for paragraph in root.iter(qn("w:p")):
        fields = paragraph.iter(qn("w:instrText"), qn("w:fldSimple"))
        yield "".join(field.get(qn("w:instr"), field.text or "") for field in fields)
