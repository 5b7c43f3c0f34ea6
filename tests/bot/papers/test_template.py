"""An operator's template shows, chooses and repeats; it can do nothing else, and loses nothing."""

from dataclasses import replace

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from bot.papers.faults import Fault, TemplateRefused
from bot.papers.template import fill
from bot.papers.words import GENERAL, SAMPLE, Words, words_of
from knowledge.forms.loader import load_forms
from knowledge.loader import CONTENT_DIR
from tests.bot.papers.samples import MARK, NAME, a_paper, a_template, opened, parts, saved, texts

_WORDS = words_of(a_paper())


def filled(*paragraphs: str, words: Words = _WORDS) -> list[str]:
    return texts(fill(a_template(*paragraphs), words).docx)


def fault_of(template: bytes) -> Fault | None:
    try:
        fill(template, _WORDS)
    except TemplateRefused as refused:
        return refused.fault
    return None


def test_placeholders_show_fields_and_what_every_form_has() -> None:
    assert filled(
        "{{ phieu }}, ngày {{ngay}}", "{{ tieu_de }}", "{{ luu_y }}", "Máy: {{ machine_name }}."
    ) == [
        *("GL-26-00017, ngày 21/11/2026", "Máy móc, dây chuyền, mô hình", MARK, "Máy: máy sấy."),
    ]


def test_head_and_foot_are_filled_too() -> None:
    sheet = opened(fill(a_template("", head="{{ luu_y }}", foot="Số {{ phieu }}"), _WORDS).docx)
    assert sheet.sections[0].header.paragraphs[0].text == MARK
    assert sheet.sections[0].footer.paragraphs[0].text == "Số GL-26-00017"


def test_rows_of_a_table_are_repeated() -> None:
    table = (
        ("{%tr for r in rows %}", ""),
        ("{{ r.nhan }}", "{{ r.gia_tri or '……' }}"),
        ("{%tr endfor %}", ""),
    )
    assert texts(fill(a_template(table=table), _WORDS).docx) == [
        *("Tên máy", "máy sấy", "Nơi bán dự kiến", "……", "Tên cơ sở", NAME)
    ]


def test_paragraphs_are_repeated_and_chosen() -> None:
    said = ("{%p for g in giay_to %}", "☐ {{ g }}", "{%p endfor %}")
    assert filled(*said) == ["☐ Ảnh giấy đăng ký", "☐ Báo giá"]
    said = ("{%p for r in rows if r.phan == 'Máy' %}", "{{ loop.index }}. {{ r.nhan }}", "{%p endfor %}")
    assert filled(*said) == ["1. Tên máy", "2. Nơi bán dự kiến"]
    said = ("{%p if seller %}", "Nơi bán: {{ seller }}", "{%p else %}", "Chưa có nơi bán", "{%p endif %}")
    assert filled(*said) == ["Chưa có nơi bán"]
    said = (
        "{% if machine_name == 'máy sấy' and not seller %}được{% endif %}",
        "{{ 'có' if phieu else 'không' }}",
    )
    assert filled(*said) == ["được", "có"]


def test_a_placeholder_that_word_cut_into_pieces_is_still_one() -> None:
    sheet = Document()
    paragraph = sheet.add_paragraph("Máy {{ mach")
    paragraph.add_run("ine_").bold = True
    paragraph.add_run("name }}")
    assert texts(fill(saved(sheet), _WORDS).docx) == ["Máy máy sấy"]


def test_typographic_quotes_work_inside_placeholders() -> None:
    assert filled("{{ seller or “chưa rõ” }}") == ["chưa rõ"]


def test_what_nobody_knows_is_shown_as_nothing_and_named() -> None:
    template = a_template(
        *("[{{ ten_la }}]", "[{{ seller }}]", "[{{ la.gi.do }}]", "{% if an_di %}{{ trong_nay }}{% endif %}"),
        *("{%p for r in rows %}", "[{{ r.ten }}]{{ loop.lan }}", "{%p endfor %}"),
        foot="{{ duoi_trang }}",
    )
    done = fill(template, _WORDS)
    assert texts(done.docx) == ["[]", "[]", "[]", "", "[]", "[]", "[]"]
    assert done.names == {
        *("ten_la", "seller", "la", "la.gi", "an_di", "trong_nay", "rows", "r.ten", "loop.lan", "duoi_trang")
    }


def test_no_field_of_ours_has_the_name_of_a_general_placeholder() -> None:
    ids = {field for form in load_forms(CONTENT_DIR).forms.values() for field in form.fields}
    assert ids & GENERAL == set()


def test_the_filled_template_tells_nothing_of_who_made_it() -> None:
    made = fill(a_template("{{ phieu }}"), _WORDS).docx
    properties = opened(made).core_properties
    assert (properties.title, properties.author, properties.comments) == (_WORDS.texts["tieu_de"], "", "")
    assert not any("Trần Thị Soạn".encode() in data for data in parts(made).values())


_FORBIDDEN = [
    "{{ ''.__class__ }}",
    "{{ phieu.__class__.__mro__[1].__subclasses__() }}",
    "{{ phieu['__class__'] }}",
    "{{ phieu|attr('__class__') }}",
    "{{ rows.__class__ }}",
    "{% for r in rows %}{{ r.__init__.__globals__ }}{% endfor %}",
    "{{ self.__init__ }}",
    "{{ self }}",
    "{{ _x }}",
    "{{ la.gi.__class__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ lipsum() }}",
    "{{ range(9) }}",
    "{{ ngay.format() }}",
    "{{ '%s'|format(phieu) }}",
    "{{ 'x' * 999999999 }}",
    "{{ 9 ** 999999 }}",
    "{{ rows[0] }}",
    "{{ {'a': 1} }}",
    "{{ machine_name|safe }}",
    "{{ machine_name|xmlattr }}",
    "{{ rows|map(attribute='__class__') }}",
    "{{ phieu is sameas(ngay) }}",
    "{% autoescape false %}{{ machine_name }}{% endautoescape %}",
    "{% set x = phieu %}",
    "{% set x %}{{ phieu }}{% endset %}",
    "{% macro x() %}{% endmacro %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with x = 1 %}{% endwith %}",
    "{% include 'word/document.xml' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% block x %}{% endblock %}",
    "{% for r in rows recursive %}{% endfor %}",
    "{% for a in rows %}{% for b in rows %}{% for c in rows %}x{% endfor %}{% endfor %}{% endfor %}",
]


@pytest.mark.parametrize("said", _FORBIDDEN)
def test_a_placeholder_that_does_more_is_refused(said: str) -> None:
    assert fault_of(a_template(said)) is Fault.FORBIDDEN
    assert fault_of(a_template(head=said)) is Fault.FORBIDDEN
    assert fault_of(a_template("{% if seller %}" + said + "{% endif %}")) is Fault.FORBIDDEN


def test_properties_are_no_way_around() -> None:
    sheet = Document()
    sheet.core_properties.title = "{{ ''.__class__ }}"
    assert fault_of(saved(sheet)) is Fault.FORBIDDEN


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("{{ phieu",),
        ("{{ tên máy }}",),
        ("{% if phieu %}có",),
        ("{%p for r in rows %}", "{{ r.nhan }}"),
        ("{% endif %}",),
        ("{{ phieu | }}",),
        ("{% lap r %}",),
        ("{{ 'x }}",),
    ],
)
def test_a_slip_in_writing_is_told_as_one(paragraphs: tuple[str, ...]) -> None:
    assert fault_of(a_template(*paragraphs)) is Fault.SYNTAX


def test_what_would_lose_something_is_refused() -> None:
    words = replace(_WORDS, texts={"facility_name": "Bún & Bánh"})
    with pytest.raises(TemplateRefused) as refused:
        fill(a_template("{{ facility_name|e|upper }}"), words)
    assert refused.value.fault is Fault.BROKEN
    assert filled("{{ facility_name|upper }}", words=words) == ["BÚN & BÁNH"]


@pytest.mark.parametrize(
    "said",
    [
        "{{ machine_name|e }}",
        "{{ giay_to|join(', ') }}",
        "{{ 'a' ~ machine_name }}",
        "{{ machine_name|replace('x', '<') }}",
    ],
)
def test_no_way_of_showing_lets_markup_through(said: str) -> None:
    hostile = "</w:t><w:br/>&amp;m"
    (told,) = filled(said, words=Words({"machine_name": hostile}, (), (hostile, hostile)))
    assert hostile in told


def _loading(relation: str, target: str) -> bytes:
    sheet = Document()
    sheet.part.relate_to(target, relation, is_external=True)
    return saved(sheet)


def _with_field(*pieces: str) -> bytes:
    sheet = Document()
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    sheet.add_paragraph()._p.append(parse_xml(f"<w:hyperlink {nsdecls('w')}>{runs}</w:hyperlink>"))
    return saved(sheet)


@pytest.mark.parametrize(
    "template",
    [
        _loading(RELATIONSHIP_TYPE.IMAGE, "http://noi-khac.example/x.png"),
        _loading(RELATIONSHIP_TYPE.OLE_OBJECT, "file:///c:/x.xlsx"),
        _with_field('INCLUDEPICTURE "http://noi-khac.example/x.png"'),
        _with_field("DDE", 'AUTO excel "x"'),
        _with_field(" link Excel.Sheet.8 x"),
    ],
)
def test_what_loads_something_by_itself_is_refused(template: bytes) -> None:
    assert fault_of(template) is Fault.OUTSIDE


@pytest.mark.parametrize(
    "template", [_loading(RELATIONSHIP_TYPE.HYPERLINK, "https://x.example"), _with_field("PAGE")]
)
def test_what_people_may_follow_stays(template: bytes) -> None:
    assert fault_of(template) is None


def test_the_file_that_a_template_was_made_from_is_forgotten() -> None:
    sheet = Document()
    kind = f"{RELATIONSHIP_TYPE.SETTINGS.rpartition('/')[0]}/attachedTemplate"
    settings = sheet.part._settings_part
    key = settings.relate_to("file:///C:/Users/soan/Normal.dotm", kind, is_external=True)
    settings.element.insert(0, parse_xml(f"<w:attachedTemplate {nsdecls('w', 'r')} r:id='{key}'/>"))
    made = parts(fill(saved(sheet), _WORDS).docx)
    assert not [name for name, data in made.items() if b"soan" in data or b"attachedTemplate" in data]


def test_what_is_no_document_is_refused() -> None:
    for template in (b"", b"PK\x03\x04", a_template("x")[:-200]):
        assert fault_of(template) is Fault.NOT_DOCX


def test_words_travel_whole() -> None:
    for words in (_WORDS, SAMPLE, words_of(a_paper(name='"\n\t😀\\u0000'))):
        assert Words.from_json(words.to_json()) == words
        assert b"\n" not in words.to_json()
