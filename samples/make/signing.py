"""What people do to a PDF after it was made: sign it, and write over it.

The signer's key is made of a name that stands here: whoever reads this can sign like it, and it is good for samples only.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import hashlib
import io
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

SIGNER = "Sample Signer, not a certification body"
_FROM, _UNTIL = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2040, 1, 1, tzinfo=dt.UTC)
_DIGEST = "sha512"
"""What Ed25519 is used with (RFC 8419)."""
_RESERVED = 4096
"""Bytes kept free for the signature, which takes 2 KB in hexadecimal."""


def sign(pdf: bytes, at: dt.datetime) -> bytes:
    """The PDF with a signature over all that was there before: the same bytes for the same bytes."""
    writer = _Writer(pdf, at)
    steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec("Signature")).write_cms("Signature", writer)
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=SignatureObject(timestamp=at, name=SIGNER, bytes_reserved=_RESERVED)))
    digest, signed = steps.send(SigIOSetup(md_algorithm=_DIGEST, in_place=False))
    attributes = PdfCMSSignedAttributes(signing_time=at)
    steps.send(asyncio.run(_signer().async_sign(digest.document_digest, _DIGEST, signed_attr_settings=attributes)))
    return bytes(signed.getvalue())


def write_over(pdf: bytes, at: dt.datetime, text: str, x: float, y: float, size: float, program: str) -> bytes:
    """The PDF with a white box and `text` over it on the first page, added to its end as PDF editors do.

    `x` and `y` are the text's left edge and base line in points from the top left of an unrotated page.
    """
    writer: Any = _Writer(pdf, at, program)
    page, _ = writer.find_page_for_modification(0)
    base, width = float(page.get_object()["/MediaBox"][3]) - y, 0.58 * size * len(text)
    font = writer.add_object(_names(Type="Font", Subtype="Type1", BaseFont="Helvetica"))
    resources = generic.DictionaryObject({_name("Font"): generic.DictionaryObject({_name("Over"): font})})
    drawn = (
        f"q 1 g {x - 2:.1f} {base - 0.3 * size:.1f} {width:.1f} {1.4 * size:.1f} re f "
        f"BT 0.1 g /Over {size:.1f} Tf {x:.1f} {base:.1f} Td ({text}) Tj ET Q"
    )
    stream = writer.add_object(generic.StreamObject(stream_data=drawn.encode("latin-1")))
    writer.add_stream_to_page(0, stream, resources)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class _Writer(IncrementalPdfFileWriter):
    """Writes no clock's time and draws no lots, where pyHanko does both."""

    def __init__(self, pdf: bytes, at: dt.datetime, program: str | None = None) -> None:
        super().__init__(io.BytesIO(pdf))
        self._at, self._program = at, program
        second = generic.ByteStringObject(hashlib.sha256(pdf).digest()[:16])
        self._document_id = generic.ArrayObject([self.document_id[0], second])

    def _update_meta(self) -> None:
        if self._info is None:
            raise ValueError("a sample has its producer and its dates in its information dictionary")
        info: Any = self._info.get_object()
        info[_name("ModDate")] = generic.pdf_date(self._at)
        if self._program is not None:
            info[_name("Producer")] = generic.pdf_string(self._program)
        self.mark_update(self._info)


def _name(text: str) -> Any:
    return generic.pdf_name(f"/{text}")


def _names(**entries: str) -> Any:
    return generic.DictionaryObject({_name(key): _name(value) for key, value in entries.items()})


@functools.cache
def _signer() -> SimpleSigner:
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(SIGNER.encode()).digest())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, SIGNER)])
    usage = x509.KeyUsage(True, True, *[False] * 7)  # digital signature, and nothing repudiated
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, _FROM, _UNTIL)
        .add_extension(usage, critical=True)
        .sign(key, None)
    )
    packed = pkcs12.serialize_key_and_certificates(SIGNER.encode(), key, certificate, None, NoEncryption())
    signer: SimpleSigner | None = SimpleSigner.load_pkcs12_data(packed, other_certs=[])
    if signer is None:
        raise RuntimeError("pyHanko does not take the key that it was given")
    return signer
