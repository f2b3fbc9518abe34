"""Frames of package wire, and the call in one of them, for the Python runner."""

import datetime
import struct

import pandas
import pyarrow

ROWS = ("url", "signature", "document", "audience")
# What the way "text" gives as str where every way else gives bytes.
TEXTS = (
    "method url header payload_hash body signature document audience topic payload content_type response_topic "
    "correlation_data payload_format user_property host target path option:credentials.access_key_id "
    "option:credentials.secret_access_key option:credentials.session_token option:sign.region option:sign.service"
).split()
WRONG = {"int": 3, "str": "text", "bytes": b"a: b", "list": [3], "dict": {"a": 3}, "object": object()}


def plain(value):
    return {b"true": True, b"false": False}.get(value, value) if isinstance(value, bytes) else value


def split(lines):
    """A list of bytes, or of str; what is of a wrong type as it is."""
    if isinstance(lines, str) and lines != WRONG["str"]:
        return lines.split("\n")
    return [line for line in lines.split(b"\n") if line] if isinstance(lines, bytes) else lines


class Call(dict):
    """The fields of a call; options are taken one by one. A value of a wrong type is in place of the bytes."""

    def options(self):
        return {key[7:]: value for key, value in self.items() if key.startswith("option:")}

    def number(self, key):
        if self.get("null") == key.encode():
            return None
        value = self.get(key)
        return int(value) if isinstance(value, bytes) else value

    def moment(self, key):
        """A number, or in the way "text" an aware datetime where there is one."""
        value = self.number(key)
        if self.get("form") == b"text" and isinstance(value, int) and 0 <= value < 1 << 33:
            return datetime.datetime.fromtimestamp(value, datetime.timezone.utc)
        return value

    def pairs(self, key):
        if not isinstance(self.get(key, []), list):
            return self[key]
        pairs = [tuple(line.split(": " if isinstance(line, str) else b": ", 1)) for line in self.get(key, ())]
        if self.get("null") == b"header_name":
            return [(None, value) for _, value in pairs]
        if self.get("null") == b"header_value":
            return [(name, None) for name, _ in pairs]
        return pairs

    def rows(self, key):
        """A column of the kind that the call asks for; None if there is none."""
        if key + "s" in self or self.get("null") == key.encode() + b"s":
            return self.get(key + "s")
        if not self.columns[key]:
            return None
        form, offset = self.get("form", b"list"), int(self.get("offset", 0))
        rows = self.columns[key]
        if form == b"list":
            return rows
        if form == b"series":
            return pandas.Series(rows, dtype=object)
        array = pyarrow.array([b"of no account"] * offset + rows, pyarrow.binary())[offset:]
        if form == b"series-arrow":
            return pandas.Series(pandas.arrays.ArrowExtensionArray(array))
        return array if form == b"arrow" else pyarrow.chunked_array([array[:2], array[2:2], array[2:]])


def surrogates(value):
    """What is not UTF-8 as a str; the rest as it is."""
    try:
        value.decode("utf-8")
        return value
    except UnicodeDecodeError:
        return value.decode("utf-8", "surrogateescape")


def decoded(value):
    """What is UTF-8 as a str; the rest as it is."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value


def read(stream):
    head = stream.read(4)
    if not head:
        return None
    strings = []
    for _ in range(struct.unpack("<I", head)[0]):
        strings.append(stream.read(struct.unpack("<I", stream.read(4))[0]))
    call = Call()
    call.columns = {key: [] for key in ROWS}
    text = b"str" in strings[1::2]
    as_text = (b"form", b"text") in zip(strings[1::2], strings[2::2])
    for key, value in zip(strings[1::2], strings[2::2]):
        key = key.decode("utf-8", "replace")
        if text:
            value = surrogates(value)
        elif as_text and key in TEXTS:
            value = decoded(value)
        if key in ("header", "user_property", "answer_header", "field"):
            call.setdefault(key, []).append(value)
        else:
            if key.startswith("type:"):
                key, value = key[5:], WRONG[value.decode()]
            call[key] = value
        if key.partition(":")[0] in ROWS:
            call.columns[key.partition(":")[0]].append(None if key.endswith(":null") else value)
    return strings[0].decode(), call


def write(stream, head, fields):
    strings = [head]
    if isinstance(fields, dict):
        fields = [(None, fields)]
    for row, values in fields:
        if row is not None:
            strings.extend(("row", row))
        for pair in values.items():
            strings.extend(pair)
    parts = [struct.pack("<I", len(strings))]
    for text in strings:
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        parts += [struct.pack("<I", len(data)), data]
    stream.write(b"".join(parts))
    stream.flush()
