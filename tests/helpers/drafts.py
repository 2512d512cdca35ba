"""Three invented texts on one event, a page, a text and a PDF, and what is planted in them."""

from __future__ import annotations

PAGE = """<!doctype html><html lang="en"><head>
<title>Bridge closed after night inspection</title>
<meta property="article:published_time" content="2026-03-05T08:00:00Z">
<script>var x = "tracking";</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport results</a></li></ul></nav>
<div class="cookie-banner"><p>We use cookies to make this site work for you.</p></div>
<main><article><h1>Bridge closed after night inspection</h1>
<p>Calder Bridge was shut on Tuesday, 3 March 2026, after inspectors found a crack in a main
beam, the Marrow Gazette has learned. The bridge carries 12,000 vehicles a day between Marrow and
the harbour at Ellin.</p>
<p>“The beam [on the north side] was worse than we thought … and we could not wait,” said Ada
Brandt, the county engineer. She gave the length of the detour as 16 kilometres.</p>
<p>Of 240 bolts that were tested, 60 were loose, which is 25 percent. The incident is possibly
linked to the frost of January, according to the county.</p>
<p>Observers see a deeper quarrel behind the closure. The mayor, Piet Orlo, secretly wanted the
bridge closed before the vote, one council member told the Gazette.</p>
<p>The mayor has not said a word in public since Tuesday. This shows that he knows more than he
admits. It is obviously a scandal, and the disaster could cost the town its harbour.</p>
<p>The county has set aside 4 million euros for repairs, and the work is expected to last
eleven weeks.</p>
</article></main>
<section class="comments"><h2>Comments</h2><p>Typical of this council, they never tell us anything
and then we pay for it all in the end.</p><p>I drove over it on Sunday and it felt fine to me.</p>
</section><aside class="related"><p><a href="/b">Ten bridges you must see</a></p></aside>
<footer><p>Copyright Marrow Gazette. All rights reserved.</p></footer></body></html>
"""

TEXT = """Harbour firms count the cost of a closed bridge

Lorries for Ellin harbour have to take a detour of 10 miles since Calder Bridge was closed on
Tuesday, March 4, 2026. Three firms said they sent 14 lorries, 22 lorries and 9 lorries back that
day, 50 in total.

The Harbour Union, citing two drivers, said the county had told hauliers of the crack on Monday. The
county denied this.

“We were warned too late,” union chairwoman Ines Falk said. The closure may delay the spring
shipments of grain from the northern farms, Falk added.

Some 12,000 vehicles a week used the bridge, she said. The beam [on the north side] was worse than
we thought, the county engineer wrote to the firms.

It is understood that the minister was furious. The closure will delay the spring shipments of grain
from the northern farms.
"""

LETTER = """COUNTY OF MARROW
Notice to the public
Calder Bridge is closed to all traffic from 3 March 2026 until further notice. The
detour by way of Stone Mill is 16 kilometres long.
During an inspection 240 bolts were tested and 60 of the 240 were found loose.
The county engineer, Ada Brandt, asked all drivers to follow the signs at Stone Mill.
Traffic on the bridge rose from 8,000 to 12,000 vehicles a day in ten years, an
increase of 40 percent.
The county has undoubtedly acted in time. No reply has come from the ministry,
which means that the ministry agrees with the closure.
"""

PLANTED = [
    # the page, A
    ("A", "quotation", "worse than we thought"),
    ("A", "bracket", "on the north side"),
    ("A", "cut", "…"),
    ("A", "arithmetic", "240 bolts"),
    ("A", "attribution", "according to the county"),
    ("A", "hedge", "possibly"),
    ("A", "vague-source", "Observers"),
    ("A", "mental-state", "secretly"),
    ("A", "from-absence", "has not said a word"),
    ("A", "booster", "obviously"),
    ("A", "growing", "incident"),
    ("A", "number", "12,000 vehicles"),
    ("A", "date", "3 March 2026"),
    ("A", "other-unit", "16 kilometres"),
    ("A", "same-number-other-unit", "12,000 vehicles a day"),
    ("A", "told-by-one", "4 million euros"),
    ("A", "attribution", "told"),
    # the text, B
    ("B", "weekday", "March 4, 2026"),
    ("B", "arithmetic", "50 in total"),
    ("B", "chain", "citing two drivers"),
    ("B", "quotation", "warned too late"),
    ("B", "hedge", "may"),
    ("B", "growing", "may delay"),
    ("B", "vague-source", "It is understood"),
    ("B", "mental-state", "furious"),
    # the notice, C
    ("C", "date", "3 March 2026"),
    ("C", "arithmetic", "8,000 to 12,000"),
    ("C", "booster", "undoubtedly"),
    ("C", "from-absence", "No reply"),
    # between
    ("A", "shared-wording", "on the north side"),
]
"""Document, rule, and words that stand in the place found."""


def pdf_of(text: str, *, password: bool = False) -> bytes:
    """Return a PDF of one page with the lines of `text`; an empty text makes a page without any."""
    shown = "".join(f"({_escaped(line)}) Tj T* " for line in text.splitlines())
    stream = f"BT /F1 10 Tf 12 TL 40 780 Td {shown}ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    out += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start
    return _locked(out) if password else out


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _locked(data: bytes) -> bytes:
    import io

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt("secret", algorithm="RC4-40")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
