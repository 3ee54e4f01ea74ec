"""XMP metadata: what kind of document this is, and that it claims PDF/A-2a and PDF/UA-1. No client is named."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_EXTENSION = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of PDF/UA standard</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


def xmp(document: Any) -> bytes:
    """The packet, equal to the document's own information dictionary as PDF/A asks."""
    info, date = document.info, _date(document._timeStamp)
    parts = (
        _description("dc", "http://purl.org/dc/elements/1.1/", _dublin_core(info)),
        _description("xmp", "http://ns.adobe.com/xap/1.0/", _dates(date, info.creator)),
        _description(
            "pdf",
            "http://ns.adobe.com/pdf/1.3/",
            f"<pdf:Producer>{escape(info.producer)}</pdf:Producer><pdf:Keywords>{escape(info.keywords)}</pdf:Keywords>",
        ),
        _description(
            "pdfaid",
            "http://www.aiim.org/pdfa/ns/id/",
            "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
        ),
        _description("pdfuaid", "http://www.aiim.org/pdfua/ns/id/", "<pdfuaid:part>1</pdfuaid:part>"),
        _EXTENSION,
    )
    head = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    body = f'<rdf:RDF xmlns:rdf="{_RDF}">{"".join(parts)}</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    return (head + body).encode("utf-8")


def _description(prefix: str, namespace: str, content: str) -> str:
    return f'<rdf:Description rdf:about="" xmlns:{prefix}="{namespace}">{content}</rdf:Description>'


def _dublin_core(info: Any) -> str:
    def language(text: str) -> str:
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'

    return (
        "<dc:format>application/pdf</dc:format>"
        f"<dc:title>{language(info.title)}</dc:title>"
        f"<dc:creator><rdf:Seq><rdf:li>{escape(info.author)}</rdf:li></rdf:Seq></dc:creator>"
        f"<dc:description>{language(info.subject)}</dc:description>"
    )


def _dates(date: str, creator: str) -> str:
    return (
        f"<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>"
        f"<xmp:CreatorTool>{escape(creator)}</xmp:CreatorTool>"
    )


def _date(stamp: Any) -> str:
    year, month, day, hour, minute, second = stamp.YMDhms
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{stamp.dhh:+03d}:{stamp.dmm:02}"
