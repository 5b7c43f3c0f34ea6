"""An empty A4 page that is set in Vietnamese and tells nothing of who made it."""

from docx import Document
from docx.document import Document as Sheet
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.font import Font

from bot.papers.text import one_line

FONT = "Times New Roman"  # on every office PC, with all Vietnamese letters
TEXT_WIDTH = Cm(16)
_LANGUAGE = "vi-VN"
_LONGEST_PROPERTY = 255  # what python-docx lets a property be
_BLACK = RGBColor(0, 0, 0)
_FONT_USES = ("ascii", "hAnsi", "cs", "eastAsia")
_THEME_FONTS = ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme")
_SPARE = (  # parts of the library's own blank document that no paper needs
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    RELATIONSHIP_TYPE.CUSTOM_XML,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
)


def empty_sheet() -> Sheet:
    """With the styles Normal, Heading 1 and Heading 2 as the papers use them."""
    sheet = Document()
    for relations in (sheet.part.package.rels, sheet.part.rels):
        for key in [key for key, each in relations.items() if each.reltype in _SPARE]:
            del relations[key]
    _set_page(sheet)
    _set_language(sheet)
    _set_style(sheet, "Normal", 13, space_before=0, space_after=4)
    _set_style(sheet, "Heading 1", 15, space_before=2, space_after=8)
    _set_style(sheet, "Heading 2", 13, space_before=12, space_after=4)
    sheet.styles["Heading 1"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return sheet


def set_properties(sheet: Sheet, title: str) -> None:
    """Title and language; no names, no times, nothing that was there before."""
    properties = sheet.core_properties
    for child in list(properties._element):
        properties._element.remove(child)
    properties.title = one_line(title)[:_LONGEST_PROPERTY]
    properties.language = _LANGUAGE


def set_face(font: Font, name: str) -> None:
    """One face for all letters, those of the Far East among them; a theme's choice would win over it."""
    font.name = name
    for fonts in font.element.xpath("w:rPr/w:rFonts"):
        _set_fonts(fonts, name)


def _set_page(sheet: Sheet) -> None:
    section = sheet.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(2)  # room for a punch
    section.header_distance = section.footer_distance = Cm(1)


def _set_language(sheet: Sheet) -> None:
    """For text in any style, so that no reader underlines every word as misspelt English."""
    (defaults,) = sheet.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    for fonts in defaults.findall(qn("w:rFonts")):
        _set_fonts(fonts, FONT)
    for tag in (*defaults.findall(qn("w:lang")), *sheet.settings.element.findall(qn("w:themeFontLang"))):
        tag.set(qn("w:val"), _LANGUAGE)
        tag.set(qn("w:eastAsia"), _LANGUAGE)


def _set_style(sheet: Sheet, name: str, points: int, space_before: int, space_after: int) -> None:
    style = sheet.styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - tells the type checker
    style.font.size, style.font.color.rgb = Pt(points), _BLACK
    set_face(style.font, FONT)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(space_before), Pt(space_after), 1.1


def _set_fonts(fonts: BaseOxmlElement, face: str) -> None:
    for theme in _THEME_FONTS:
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for use in _FONT_USES:
        fonts.set(qn(f"w:{use}"), face)
