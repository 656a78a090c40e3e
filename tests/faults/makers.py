"""How hostile files are made: PDFs, pictures, archives and mails, byte by byte, as no library would write them."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from email.message import EmailMessage

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

MIB = 1 << 20

PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate 0 >>"
_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(objects: list[str | bytes]) -> bytes:
    """A PDF whose first objects are pages where they say so; object 3 is the first of them."""
    pages = [n for n, body in enumerate(objects, start=3) if body in (PAGE,) or b"/Type /Page" in _bytes(body)]
    kids = " ".join(f"{n} 0 R" for n in pages)
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>", *objects]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for n, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += f"{n} 0 obj\n".encode() + _bytes(body) + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _bytes(body: str | bytes) -> bytes:
    return body.encode("latin-1") if isinstance(body, str) else body


def stream(data: bytes, entries: str) -> bytes:
    """A stream object."""
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def pdf_with_stream(use: str, data: bytes, filters: str) -> bytes:
    """A page with one stream: what is drawn, a picture on it, or a font."""
    packed = f"/Filter {filters}" if filters else ""
    if use == "content":
        page = PAGE.replace("/Rotate 0", "/Contents 4 0 R /Resources << /Font << /F 5 0 R >> >>")
        return pdf([page, stream(data, packed), _FONT])
    page = PAGE.replace("/Rotate 0", "/Contents 4 0 R /Resources << /XObject << /I 5 0 R >> /Font << /F 5 0 R >> >>")
    if use == "image":
        entries = f"/Type /XObject /Subtype /Image /Width 20000 /Height 20000 /BitsPerComponent 8 /ColorSpace /DeviceGray {packed}"
        return pdf([page, stream(b"595 0 0 842 0 0 cm /I Do", ""), stream(data, entries)])
    font = "<< /Type /Font /Subtype /TrueType /BaseFont /A /FontDescriptor 6 0 R >>"
    descriptor = "<< /Type /FontDescriptor /FontName /A /Flags 4 /FontFile2 7 0 R >>"
    return pdf([page, stream(b"BT /F 9 Tf (ISO 9001) Tj ET", ""), font, descriptor, stream(data, packed)])


def pdf_with_image(side: int) -> bytes:
    """A page with a picture that claims to be large and has no bytes."""
    page = PAGE.replace("/Rotate 0", "/Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >>")
    entries = f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    return pdf([page, stream(b"595 0 0 842 0 0 cm /I Do", ""), stream(b"x", entries)])


def deep_pages(depth: int) -> bytes:
    """A tree of pages, one below the other."""
    nodes = [f"<< /Type /Pages /Kids [{n + 1} 0 R] /Count 1 /Parent {n - 1} 0 R >>" for n in range(3, depth + 3)]
    last = f"<< /Type /Page /Parent {depth + 2} 0 R /MediaBox [0 0 595 842] >>"
    return pdf([*nodes, last]).replace(b"/Kids [", b"/Kids [3 0 R] /Old [", 1)


def forms_in_a_circle(count: int) -> bytes:
    """Drawings that draw one another."""
    entries = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X {} 0 R >> >>"
    forms = [stream(b"/X Do /X Do", entries.format(5 + (n + 1) % count)) for n in range(count)]
    page = PAGE.replace("/Rotate 0", "/Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >>")
    return pdf([page, stream(b"/X Do", ""), *forms])


def forms_that_double(depth: int) -> bytes:
    """Each drawing draws the next one twice: two to the power of `depth` in the end."""
    entries = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X {} 0 R >> >>"
    forms = [stream(b"/X Do /X Do 0 0 9 9 re f", entries.format(6 + n)) for n in range(depth)]
    page = PAGE.replace("/Rotate 0", "/Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >>")
    return pdf([page, stream(b"/X Do", ""), *forms, stream(b"0 0 9 9 re f", entries.format(5 + depth))])


def pattern_in_itself() -> bytes:
    """A pattern that is painted with itself."""
    page = PAGE.replace("/Rotate 0", "/Contents 4 0 R /Resources << /Pattern << /P 5 0 R >> >>")
    entries = "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep .001 /YStep .001"
    tile = stream(b"/Pattern cs /P scn 0 0 1 1 re f", f"{entries} /Resources << /Pattern << /P 5 0 R >> >>")
    return pdf([page, stream(b"/Pattern cs /P scn 0 0 595 842 re f", ""), tile])


def deflated(mib: int) -> bytes:
    """So many MiB of blanks, deflated."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * MIB) for _ in range(mib)) + packer.flush()


def lzw_zeros(kib: int) -> bytes:
    """LZW codes that repeat the longest string known so far, over and over."""
    bits = "".join(f"{code:09b}" for code in (256, *([32] * 2), *range(258, 510))) * kib
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


def png(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(4 * MIB) if width > 100 else bytes((1 + 3 * width) * height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def tiff_frames(count: int) -> bytes:
    """A TIFF whose list of frames goes round."""
    entry = struct.pack("<HHII", 256, 3, 1, 8)
    frames = b"".join(
        struct.pack("<H", 1) + entry + struct.pack("<I", 8 + 18 * ((n + 1) % count)) for n in range(count)
    )
    return b"II*\0" + struct.pack("<I", 8) + frames


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()


def zip_that_holds_itself() -> bytes:
    """A zip whose only member, stored, is the beginning of the zip."""
    inner = zipped({"a.zip": b""})
    return zipped({"a.zip": inner + inner})


def tarred(members: dict[str, bytes]) -> bytes:
    """A tar."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def tar_link(kind: bytes) -> bytes:
    """A tar with a link to a file of the machine's, or a device."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("certificate.pdf")
        entry.type, entry.linkname, entry.devmajor, entry.devminor = kind, "/etc/passwd", 1, 5
        archive.addfile(entry)
    return out.getvalue()


def mail_with(name: str, data: bytes) -> bytes:
    """A mail with one attachment."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@b.example", "c@d.example", "x"
    mail.set_content("x")
    mail.add_attachment(data, maintype="application", subtype="pdf", filename=" ".join(name.split()))
    mail.set_boundary("the-same-every-time")
    return mail.as_bytes()


def nested_mail(depth: int) -> bytes:
    """A mail in a mail in a mail."""
    data = mail_with("a.pdf", pdf([PAGE]))
    for _ in range(depth):
        data = b"From: a@b.example\nTo: c@d.example\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + data
    return data


def nested_parts(depth: int) -> bytes:
    """Parts of parts of parts of one mail."""
    head = b"From: a@b.example\nTo: c@d.example\nMIME-Version: 1.0\n"
    parts = b"".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n".encode() for n in range(depth))
    return head + parts + b"Content-Type: text/plain\n\nx\n"


def encrypted(data: bytes, user_password: str) -> bytes:
    """A PDF that needs a password to change it, and to open it where `user_password` is not empty."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(data)))
    writer.encrypt("owner", user_password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def object_stream(count: int, extends: int = 0) -> bytes:
    """A PDF whose page is in a stream of objects that claims to hold `count` and to go on in object `extends`."""
    page = PAGE.encode()
    inside = b"3 0 " + page
    goes_on = f"/Extends {extends} 0 R" if extends else ""
    body = stream(inside, f"/Type /ObjStm /N {count} /First 4 {goes_on}")
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    head += b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    places = [0, 9, head.index(b"2 0 obj"), 4, len(head)]
    head += b"4 0 obj\n" + body + b"\nendobj\n"
    rows = [(0, 0, 0), (1, places[1], 0), (1, places[2], 0), (2, 4, 0), (1, places[4], 0), (1, len(head), 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    start = len(head)
    head += b"5 0 obj\n" + stream(table, "/Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R") + b"\nendobj\n"
    return head + f"startxref\n{start}\n%%EOF\n".encode()
