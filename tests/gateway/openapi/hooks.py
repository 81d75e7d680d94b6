"""What Schemathesis has to be told of the gateway, beyond its openapi.json.

- A text body is a string there, and a format: CSV needs a header row, NDJSON an object a line.
- A body is sent in the encoding that Content-Encoding names.
- In mode hmac a request is signed, by the code that docs/signing.md shows: this also holds that
  code against whatever Schemathesis sends.
"""
import csv
import gzip
import io
import json
import os
import zlib

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation
from signing import sign

TEXTS = ("text/csv", "text/plain", "application/x-ndjson")
KEY = os.environ.get("LOGOPS_API_KEY")
SECRET = os.environ.get("LOGOPS_SECRET")

words = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20)
values = st.one_of(st.none(), st.booleans(), st.integers(), words, st.lists(words, max_size=3))


def ndjson(records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def csv_text(table):
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue().encode()


@st.composite
def tables(draw):
    columns = draw(st.integers(1, 5))
    names = [f"field{at}" for at in range(columns)]
    row = st.lists(words, min_size=columns, max_size=columns).filter(lambda cells: any(cells))
    return [names, *draw(st.lists(row, max_size=5))]


records = st.lists(st.dictionaries(words, values, max_size=5), max_size=5)
schemathesis.openapi.media_type("application/x-ndjson", records.map(ndjson))
schemathesis.openapi.media_type("text/csv", tables().map(csv_text))
schemathesis.openapi.media_type("text/plain", words.map(str.encode))


@schemathesis.hook
def filter_case(context, case):
    """Leaves out what is no fault: any text is text on the wire, and any header may be added."""
    is_text = case.media_type not in TEXTS or isinstance(case.body, bytes)
    return is_text and not any("unknown-property" in name for name in case.headers or {})


PROOF = {"x-api-key", "x-timestamp", "x-nonce", "x-content-sha256", "x-signature"}


@schemathesis.hook
def before_call(context, case, kwargs):
    meta = case.meta
    encodes = meta is None or not meta.is_negative_at(ParameterLocation.HEADER)
    signs = SECRET and (meta is None or not meta.generation.mode.is_negative)
    kwargs["auth"] = lambda request: sent(request, encodes, signs)


def sent(request, encodes, signs):
    """The request as it goes out: what is changed here is not taken for a change of the case."""
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else body
    encoding = request.headers.get("Content-Encoding")
    if encodes and encoding in ("gzip", "deflate", "zstd"):
        if encoding == "zstd":  # is not in Python's library
            request.headers["Content-Encoding"] = encoding = "gzip"
        body = gzip.compress(body) if encoding == "gzip" else zlib.compress(body)
        request.prepare_body(body, None)
    if signs:
        headers = [(name, text(value)) for name, value in request.headers.items()
                   if name.lower() not in PROOF]
        request.headers.update(sign(KEY, SECRET, request.method, request.path_url, headers, body))
    return request


def text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else value
