import io
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from org.imports.cells import clean, escape_cell, from_text, unescape_cell
from org.imports.spreadsheet import SpreadsheetError, read_table

KNOWN = {"name", "mail", "note"}


def read(content: bytes, **options):
    return read_table(content, lambda heading: heading.lower() in KNOWN, **options)


def workbook(*sheets: list[list]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_encoding_delimiter_and_line_end(encoding, delimiter, newline):
    lines = ["Name", "Mail", "Note"], ["José Müßig", "jose@x.example", "a b"], ["Ana", "ana@x.example", "ç"]
    content = newline.join(delimiter.join(line) for line in lines).encode(encoding)

    table = read(content)

    assert table.headings == lines[0]
    assert [(row.line, row.cells) for row in table.rows] == [(2, lines[1]), (3, lines[2])]


def test_line_is_the_physical_one_where_the_row_starts():
    content = b'Name,Mail,Note\nA,a@x,"one\ntwo\n\nthree"\n\n,,\nB,b@x,n\n'

    assert [(row.line, row.cells[0]) for row in read(content).rows] == [(2, "A"), (8, "B")]


def test_titles_above_the_heading_and_a_heading_again():
    content = b"Export of today\n\nName;Mail;Note\nA;a@x;1\nName;Mail;Note\nB;b@x;2\n"

    table = read(content)

    assert table.heading_line == 3
    assert [row.line for row in table.rows] == [4, 6]


def test_delimiter_that_excel_names_itself():
    assert read(b"sep=;\nName;Mail\nA,B;a@x\n").rows[0].cells == ["A,B", "a@x"]


def test_mark_that_nobody_closes_hurts_its_own_row_only():
    content = b'Name,Mail,Note\nA,"a@x,1\nB,b@x,"n, m"\nC,c@x,3\n'

    rows = read(content).rows

    assert [(row.line, bool(row.problem)) for row in rows] == [(2, True), (3, False), (4, False)]


def test_row_with_too_many_cells_is_a_problem_and_with_too_few_is_short():
    rows = read(b"Name,Mail,Note\nA,a@x,1,2\nB,b@x\nC,c@x,3,,\n").rows

    assert [(bool(row.problem), row.missing, len(row.cells)) for row in rows] == [
        (True, 0, 3),
        (False, 1, 3),
        (False, 0, 3),
    ]


def test_workbook_finds_its_sheet_and_reads_dates_numbers_and_formulas():
    content = workbook(
        [["About this export"], ["made by hand"]],
        [["Workers"], [], ["Name", "Mail", "Note"], ["=1+1", 510147.0, date(2026, 3, 1)], ["Ana", 0.5, True]],
    )

    table = read(content)

    assert table.heading_line == 3
    assert [(row.line, row.cells) for row in table.rows] == [
        (4, ["=1+1", "510147", date(2026, 3, 1)]),
        (5, ["Ana", "0.5", "TRUE"]),
    ]


def test_blank_cells_at_the_end_of_a_sheets_row_are_not_missing():
    book = openpyxl.Workbook()
    for row in [["A report"], ["Employee ID", "Email", "Hire Date"], ["1", "a@x.example"], ["2", "b@x.example", None]]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)

    table = read_table(content.getvalue(), {"Employee ID", "Email", "Hire Date"}.__contains__)

    assert [(row.cells, row.missing) for row in table.rows] == [
        (["1", "a@x.example", ""], 0),
        (["2", "b@x.example", ""], 0),
    ]


def test_number_shown_with_zeros_keeps_them():
    book = openpyxl.Workbook()
    book.active.append(["Name", "Mail"])
    book.active.append(["Ana", 123])
    book.active["B2"].number_format = "00000"
    out = io.BytesIO()
    book.save(out)

    assert read(out.getvalue()).rows[0].cells == ["Ana", "00123"]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return out.getvalue()


def entities() -> bytes:
    """A workbook whose sheet declares entities that grow when they are read."""
    source, out = zipfile.ZipFile(io.BytesIO(workbook([["Name", "Mail"], ["A", "a@x"]]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/worksheets/"):
                text = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + text
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \r\n\n",
        b"\xef\xbb\xbf",
        b"%PDF-1.7 and so on",
        b"\x89PNG\r\n\x1a\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100,
        b"PK\x03\x04 not an archive",
        b"<html><table><tr><td>Name</td></tr></table></html>",
        bytes(range(256)) * 50,
        bomb(),
        entities(),
        workbook([]),
    ],
    ids=["empty", "blank", "mark", "pdf", "png", "xls", "zip", "html", "bytes", "bomb", "entities", "no-rows"],
)
def test_what_is_no_spreadsheet_is_refused_in_one_sentence(content):
    with pytest.raises(SpreadsheetError) as refused:
        read(content)

    assert str(refused.value).strip().endswith(".")
    assert "\n" not in str(refused.value)


def test_limits(settings):
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    with pytest.raises(SpreadsheetError, match="larger than 1 MB"):
        read(b"Name,Mail\n" + b"A,a@x\n" * 200_000)
    with pytest.raises(SpreadsheetError, match="more than 3 rows"):
        read(b"Name,Mail\n" + b"A,a@x\n" * 4, max_rows=3)


@pytest.mark.parametrize("text", ["=1+1", "+49 170", "-x", "@me", "\tx", "\rx", "'=1", "''@"])
def test_text_that_would_run_gets_one_apostrophe(text):
    assert escape_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+3.5", "-1,000", "-12 %", "plain", "'quoted'", "a=b", ""])
def test_numbers_and_other_text_get_none(text):
    assert escape_cell(text) == text


@given(st.text(max_size=20))
def test_apostrophes_there_and_back(text):
    assert unescape_cell(escape_cell(text)) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"),
        ("\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u200c\u062e\u0648"),
        ("A\u200dna", "Ana"),
        ("\xfc\u200d\xdf", "\xfc\xdf"),
        ("\u200d\u0645\u200c ", "\u0645"),
        ("e\u200d\u0301", "\xe9"),
    ],
)
def test_a_joiner_stays_only_where_it_joins(text, cleaned):
    assert clean(text) == cleaned


@given(st.text(max_size=40))
def test_clean_is_done_once(text):
    assert clean(clean(text)) == clean(text)


def test_one_apostrophe_is_taken_off():
    assert from_text("'=HYPERLINK(1)") == "=HYPERLINK(1)"
    assert from_text("'tis") == "'tis"


def test_marks_of_the_encoding_in_the_middle_hide_no_quotation_mark():
    content = 'Name,Mail,Note\nA,a@x,n\n\ufeff"Name","Mail","Note"\n\ufeff"B, C",b@x,n\n'.encode("utf-8-sig")

    assert [(row.line, row.cells[0]) for row in read(content).rows] == [(2, "A"), (4, "B, C")]


def test_one_damaged_character_does_not_turn_all_others_into_two():
    content = "Name,Mail,Note\nMüßig,a@x,n\nÉva,e@x,n\n".encode() + b"J\xc3,j@x,n\n"

    assert [row.cells[0] for row in read(content).rows] == ["Müßig", "Éva", "J\ufffd"]


def test_two_rows_of_headings():
    content = b"NAME,MAIL,NOTE\nName,Mail,Note\nA,a@x,Name\n"

    table = read(content)

    assert table.headings == ["NAME", "MAIL", "NOTE"]
    assert [row.cells for row in table.rows] == [["A", "a@x", "Name"]]


def test_percentages_of_a_workbook_are_what_they_show():
    book = openpyxl.Workbook()
    book.active.append(["Name", "Mail", "Note"])
    book.active.append([0.5, 0.125, 0.07])
    for cell, shown in zip(book.active[2], ("0%", "0.00%", "General"), strict=True):
        cell.number_format = shown
    out = io.BytesIO()
    book.save(out)

    assert read(out.getvalue()).rows[0].cells == ["50%", "12.5%", "0.07"]


def test_further_sheets_with_such_a_heading_are_named():
    people = [["Name", "Mail"], ["A", "a@x"]]
    book = openpyxl.load_workbook(io.BytesIO(workbook([["Notes"]], people, people, [["Name", "of the file"]], people)))
    book.worksheets[4].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)

    table = read(out.getvalue())

    assert [row.cells for row in table.rows] == [["A", "a@x"]]
    assert table.unread == [book.sheetnames[2]]
