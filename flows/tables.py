"""Every table that certsweep writes: each column described once, with an explicit type, never inferred.

`docs/tables.md` is made from this file: `python -m flows.tables > docs/tables.md`. Columns are only ever added, at
the end. `_date` is a date, `_at` a moment in UTC, a missing value is null, codes are words from closed lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

SCHEMA_VERSION = "3"
"""Raised when a column is added; a column that is there keeps its name, type and meaning."""


def _list_of(kind: pa.DataType) -> pa.DataType:
    return pa.list_(pa.field("element", kind))  # the name that Parquet gives it, so that a file reads back the same


TEXT = pa.string()
TEXTS = _list_of(TEXT)
DATE = pa.date32()
DATES = _list_of(DATE)
MOMENT = pa.timestamp("us", tz="UTC")
COUNT = pa.int64()
SHARE = pa.float64()
RIVALS = _list_of(pa.struct([("value", TEXT), ("as_read", TEXT), ("confidence", SHARE)]))
PLACES = _list_of(
    pa.struct([("field", TEXT), ("page", COUNT), ("x0", SHARE), ("y0", SHARE), ("x1", SHARE), ("y1", SHARE)])
)
ABSENCES = _list_of(pa.struct([("field", TEXT), ("reason", TEXT)]))


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, what a row is, the columns that rows are sorted by, and its schema."""

    name: str
    row: str
    key: tuple[str, ...]
    schema: pa.Schema


def _table(name: str, row: str, key: tuple[str, ...], columns: list[tuple[str, pa.DataType, str]]) -> Table:
    fields = [pa.field(column, kind, metadata={"description": text}) for column, kind, text in columns]
    about = {"certsweep_table": name, "certsweep_schema_version": SCHEMA_VERSION}
    return Table(name, row, key, pa.schema(fields, metadata=about))


INTAKE = _table(
    "intake",
    "one file that came in, however it came in: in a zip in a mail too",
    ("source_uri", "document_id"),
    [
        ("source_uri", TEXT, "The whole way to the file: `file:///in/a.zip!/b/c.pdf`, `file:///in/mail.eml!/2/c.pdf`."),
        ("container_uri", TEXT, "The zip or mail that it was in; null for a file of its own."),
        ("received_at", MOMENT, "When a sweep first saw it."),
        ("document_id", TEXT, "SHA-256 of its bytes; null where they were not taken."),
        ("supplier_id", TEXT, "Whom it came from: the top folder below the source, else the mail's sender, else null."),
        (
            "status",
            TEXT,
            "`read`, `partial`, `unpacked`, `unsupported`, `refused` (over a limit), `quarantined` or `failed`.",
        ),
        ("code", TEXT, "Stable word for the problem, of those listed below; null where there is none."),
        ("detail", TEXT, "The problem in plain English, and what to do about it."),
        ("file_name", TEXT, "Its own name, without folders."),
        ("media_type", TEXT, "What it is by its content, whatever its name says."),
        ("byte_size", COUNT, "Size in bytes."),
    ],
)

DOCUMENTS = _table(
    "documents",
    "one distinct content that is not a container, however often it came in",
    ("document_id",),
    [
        ("document_id", TEXT, "SHA-256 of the bytes, in hexadecimal."),
        ("file_name", TEXT, "The name that it came in under; the first one, if several."),
        ("media_type", TEXT, "What it is by its content."),
        ("byte_size", COUNT, "Size in bytes."),
        ("page_count", COUNT, "Pages in the file; null where it could not be opened."),
        (
            "document_type",
            TEXT,
            "What kind of paper it is, of those listed below. Only certificates have rows in `certificates`.",
        ),
        ("text_source", TEXT, "Where its text came from: `text_layer`, `ocr`, `mixed` or `none`."),
        ("ocr_engine", TEXT, "The engine that read it; null where none did."),
        ("languages", TEXTS, "ISO 639-1 codes, most used first."),
        (
            "status",
            TEXT,
            "`read`, `partial` (with issues), `unsupported`, `refused`, `quarantined` (it broke its readers) or `failed`.",
        ),
        ("code", TEXT, "Stable word for the failure or the first issue."),
        ("detail", TEXT, "Failure or issues in plain English, and what to do."),
        ("reader_version", TEXT, "Version of the reader that read it."),
        ("read_seconds", SHARE, "How long that took."),
        ("run_id", TEXT, "The sweep that read it."),
        ("read_at", MOMENT, "When it was read."),
        ("file_producer", TEXT, "The program that made the file, by the file's own word; anybody can write that."),
        ("file_creator", TEXT, "The program that the page was drawn in, by the file's own word."),
        ("file_created_at", MOMENT, "When the file says that it was made; UTC where it names no zone."),
        ("file_modified_at", MOMENT, "When the file says that it was changed."),
        ("file_revisions", COUNT, "How often a PDF was saved; each save after the first adds to its end."),
        (
            "signatures",
            TEXTS,
            "Digital signatures: who, when, and `intact`, `broken` or `unverifiable`; `changed since`.",
        ),
    ],
)

CERTIFICATES = _table(
    "certificates",
    "one certificate and standard: a combined 9001/14001/45001 certificate makes three",
    ("certificate_id",),
    [
        ("certificate_id", TEXT, "The document and the place in it: stable from sweep to sweep."),
        ("document_id", TEXT, "The document that it is in."),
        ("page_first", COUNT, "Its first page, from 1."),
        ("page_last", COUNT, "Its last page."),
        ("standard", TEXT, "International designation without the year: `ISO 9001`."),
        ("standard_edition", COUNT, "Year of the international edition, where one is printed: 2015."),
        ("standard_as_printed", TEXT, "The standard as the paper prints it: `GB/T 19001-2016`, `AS9100D`."),
        ("certificate_number", TEXT, "The certificate's own number, as printed."),
        ("certified_organization", TEXT, "The holder."),
        ("certified_organization_native", TEXT, "The holder in its own script, where both are printed."),
        ("organization_address", TEXT, "Main or head office, in one line."),
        ("organization_country", TEXT, "ISO 3166 alpha-2."),
        ("scope", TEXT, "What is certified: activities, products, services."),
        ("certification_body", TEXT, "Who issued it, as printed."),
        ("certification_body_id", TEXT, "The issuer's id in the reference data, where it is known there."),
        ("accreditation_body", TEXT, "Acronym of the body that accredits the issuer: `UKAS`."),
        ("accreditation_number", TEXT, "The issuer's number under the accreditation mark."),
        ("initial_certification_date", DATE, "When certification was first granted."),
        ("issue_date", DATE, "Date of this paper or this issue."),
        ("effective_date", DATE, "Start of this cycle's validity, where printed as such."),
        ("expiry_date", DATE, "End of validity."),
        ("surveillance_dates", DATES, "Surveillance audits printed as due or done, in order."),
        ("sector_codes", TEXTS, "IAF, EA, NACE or ISO 22003 codes, as printed."),
        ("verification_url", TEXT, "Where the paper says that it can be checked."),
        (
            "supplier_id",
            TEXT,
            "Whom it came from, as your list of suppliers has it where it knows the sender; the one whom it does most for, or the first, if several sent it.",
        ),
        ("confidence", SHARE, "How sure its weakest needed field is, 0 to 1; 0 where one is missing."),
        ("verdict", TEXT, "`accept`, `review` or `reject`, on `as_of`."),
        ("reasons", TEXTS, "Rules that made it a review or a reject, worst first."),
        ("as_of", DATE, "The date of judgement."),
        ("legibility", SHARE, "How well its pages were read, 0 to 1; the worst page counts."),
        ("absent_fields", ABSENCES, "Fields without a value, and why: `not_found`, `ambiguous` or `unreadable`."),
        ("rulebook_version", TEXT, "Version of the rules that judged it."),
        ("reference_version", TEXT, "Version of the reference data that it was judged by."),
        (
            "organization_registration_number",
            TEXT,
            "The holder's number in its country's register: the Chinese unified social credit code.",
        ),
        ("national_standard", TEXT, "The national adoption beside it, with its own year: `GB/T 19001-2016`."),
        ("certificate_revision", TEXT, "What tells this paper from the one that it replaced: `Revision 3`."),
        ("recertification_date", DATE, "Recertification due, where printed beside an expiry date."),
        ("statement_of_applicability", TEXT, "Version or date of the statement of applicability (ISO/IEC 27001)."),
        ("recognition_marks", TEXTS, "`IAF MLA`, `ILAC MRA`, `Global ACI MRA`."),
        ("notified_body_number", TEXT, "Four digits of a European notified body, where printed as such."),
        (
            "copy_words",
            TEXTS,
            "Words that say that it is no original or not in force: `DRAFT`, `SAMPLE`, `COPY`, `VOID`, `SUSPENDED`.",
        ),
        ("disagreements", TEXTS, "What the paper says twice, and differently."),
        (
            "register_status",
            TEXT,
            "`confirmed`, `contradicted` or `not_found` in the registers; null where none was asked, or none decides.",
        ),
        ("reader_version", TEXT, "Version of the reader that read it."),
        (
            "kinship",
            TEXT,
            "What it is to `kin_of`: `copy`, `rescan`, `reissue` or `renewal`; null where it is the first of its kind.",
        ),
        ("kin_of", TEXT, "The `certificate_id` of the earlier paper."),
        ("replaced_by", TEXT, "The `certificate_id` of the newest paper in hand for the same certification."),
        ("next_step", TEXT, "What a person does next about the verdict; for an accept, what no certificate can prove."),
    ],
)

FIELDS = _table(
    "fields",
    "one value read, with the place on the page where it stands",
    ("certificate_id", "field"),
    [
        ("certificate_id", TEXT, "The certificate that it belongs to."),
        ("field", TEXT, "Name of the column in `certificates`."),
        ("value", TEXT, "The value in its normal form; dates as 2024-12-31, lists parted by `; `."),
        ("as_read", TEXT, "The text exactly as read."),
        ("page", COUNT, "The page that it stands on, from 1."),
        ("x0", SHARE, "Left edge in PDF points, from the left of the page as displayed."),
        ("y0", SHARE, "Upper edge, from the top of the page."),
        ("x1", SHARE, "Right edge."),
        ("y1", SHARE, "Lower edge."),
        ("method", TEXT, "How it was read: `text_layer`, `ocr:<engine>@<version>`, `barcode:qr`."),
        ("confidence", SHARE, "How sure it is, 0 to 1: of values at 0.95, about 95 in 100 are right."),
        ("rivals", RIVALS, "Other readings of the same field, kept so that a person can choose."),
    ],
)

SITES = _table(
    "sites",
    "one place that a certificate covers, as the paper lists it: a row of its annex, or an address with a label",
    ("certificate_id", "ordinal"),
    [
        ("certificate_id", TEXT, "The certificate that it belongs to."),
        ("ordinal", COUNT, "Its place in the list, from 1."),
        ("name", TEXT, "What the paper calls it; null where it has no name."),
        ("address", TEXT, "Its address in one line; null where only a name is printed."),
        ("scope", TEXT, "What is certified there; null where the paper does not say so for each site."),
        ("as_read", TEXT, "The entry exactly as read."),
        ("page", COUNT, "The page that it stands on, from 1."),
        ("x0", SHARE, "Left edge in PDF points, from the left of the page as displayed."),
        ("y0", SHARE, "Upper edge, from the top of the page."),
        ("x1", SHARE, "Right edge."),
        ("y1", SHARE, "Lower edge."),
        ("method", TEXT, "How it was read: `text_layer`, `ocr:<engine>@<version>`."),
        ("confidence", SHARE, "How sure the list of sites is, 0 to 1."),
    ],
)

FINDINGS = _table(
    "findings",
    "one rule's word on one certificate; a rule that passed is a row too",
    ("certificate_id", "rule_id"),
    [
        ("certificate_id", TEXT, "The certificate that it is about."),
        ("supplier_id", TEXT, "The supplier that the certificate came from."),
        ("rule_id", TEXT, "The rule; `certsweep rules explain` prints its page."),
        ("outcome", TEXT, "`pass`, `fail`, `unknown`, `not_applicable` or `error`."),
        ("severity", TEXT, "What a failure does to the verdict: `reject`, `review` or `note`."),
        ("message", TEXT, "What was found, in plain English."),
        ("basis", TEXT, "Where the rule comes from."),
        ("inputs", TEXTS, "Fields of the certificate that decided it."),
        ("as_of", DATE, "The date of judgement."),
        ("rulebook_version", TEXT, "Version of the rules."),
        ("reference_version", TEXT, "Version of the reference data."),
        ("remedy", TEXT, "What to do next, or to ask the supplier for."),
        ("reference_rows", TEXTS, "Rows of the reference data that were compared with, by id."),
        ("evidence", PLACES, "Where on the pages the inputs stand."),
        ("reader_version", TEXT, "Version of the reader that read the certificate."),
    ],
)

SUPPLIERS = _table(
    "suppliers",
    "one supplier and standard: of which a certificate came in, or that is asked of it; whoever is in the list of suppliers has rows, even if nothing came",
    ("supplier_id", "standard"),
    [
        ("supplier_id", TEXT, "Whom the files came from; as your list of suppliers has it, where it knows the sender."),
        ("standard", TEXT, "International designation without the year."),
        (
            "covered",
            pa.bool_(),
            "Is there a certificate that is accepted on `as_of`? With a profile whose standards count only together: are there all?",
        ),
        ("certificate_id", TEXT, "The best certificate: accepted before review before reject, then the latest expiry."),
        ("expiry_date", DATE, "When that one ends."),
        ("status", TEXT, "Verdict of that one: `accept`, `review` or `reject`; null where none came in."),
        ("certificate_count", COUNT, "Certificates of this supplier for this standard."),
        ("as_of", DATE, "The date of judgement."),
        ("required_by", TEXTS, "Who asks for it: `profile food`, `list of suppliers`; empty where nobody does."),
        ("missing", TEXT, "What is missing for cover, in plain English; null where nothing is."),
        ("supplier_name", TEXT, "The supplier's name in your list; null for a sender that it does not know."),
    ],
)

TABLES = {table.name: table for table in (INTAKE, DOCUMENTS, CERTIFICATES, FIELDS, SITES, FINDINGS, SUPPLIERS)}


def markdown() -> str:
    """All tables as a page of Markdown."""
    lines = [
        "# Tables",
        "",
        "Made by `python -m flows.tables > docs/tables.md`; change `flows/tables.py`, not this page.",
        "",
        'Each table is a folder of Parquet under the output folder: `pd.read_parquet("out/certificates")`.',
        f"This is version {SCHEMA_VERSION} of the schema, as every file says in its metadata. Columns are only ever",
        "added, at the end; a missing value is null; an empty sweep writes empty tables with the same columns.",
    ]
    for table in TABLES.values():
        keys = ", ".join(f"`{name}`" for name in table.key)
        lines += ["", f"## {table.name}", "", f"A row is {table.row}. Sorted by {keys}.", ""]
        lines += ["| column | type | what it says |", "| --- | --- | --- |"]
        lines += [_line(column) for column in table.schema]
    return "\n".join([*lines, *_words()])


def _words() -> Iterator[str]:
    """The closed lists that columns take their words from."""
    from extractors.certificate import DocumentType
    from flows.codes import codes

    yield from (
        "",
        "## Codes",
        "",
        "What `code` may be in `intake` and `documents`, and what to do. A page's failure makes",
    )
    yield from ("its document `partial`.", "", "| code | status | what to do |", "| --- | --- | --- |")
    yield from (f"| `{code.word}` | `{code.status}` | {code.remedy} |" for code in codes())
    yield from ("", "## Kinds of document", "", "What `document_type` may be:")
    yield ", ".join(f"`{kind}`" for kind in DocumentType) + "."


def _line(column: pa.Field) -> str:
    return f"| `{column.name}` | {_type(column.type)} | {column.metadata[b'description'].decode()} |"


def _type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {_type(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "(" + ", ".join(f"{part.name} {_type(part.type)}" for part in kind) + ")"
    return {"date32[day]": "date", "timestamp[us, tz=UTC]": "timestamp UTC", "double": "float64"}.get(
        str(kind), str(kind)
    )


if __name__ == "__main__":
    print(markdown())
