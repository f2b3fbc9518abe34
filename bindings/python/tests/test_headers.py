"""Headers: a dict that ignores case and keeps every occurrence."""

import copy
import pickle
import pprint

import pytest

import sallyport
from sallyport import Headers, _lines


def make():
    return Headers([("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2")])


def test_lookup_ignores_case():
    headers = make()
    assert headers["content-type"] == headers["CONTENT-TYPE"] == "text/plain"
    assert headers.get("content-TYPE") == "text/plain"
    assert b"content-type" in headers
    assert "content-type" in headers
    assert "x" not in headers
    assert 3 not in headers
    assert headers.get("x") is None
    assert headers.get("x", 1) == 1
    with pytest.raises(KeyError):
        headers["x"]


def test_repetitions_are_joined_and_kept():
    headers = make()
    assert headers["Set-Cookie"] == "a=1,b=2"
    assert headers.pairs == [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2")]
    assert dict(headers) == {"Content-Type": "text/plain", "Set-Cookie": "a=1,b=2"}


def test_setting_replaces_every_occurrence():
    headers = make()
    headers["SET-COOKIE"] = "c=3"
    assert headers.pairs == [("Content-Type", "text/plain"), ("SET-COOKIE", "c=3")]
    headers["content-type"] = "text/html"
    assert list(headers) == ["SET-COOKIE", "content-type"]
    assert headers.pairs == list(headers.items())


def test_deleting_ignores_case():
    headers = make()
    del headers["set-cookie"]
    assert headers.pairs == [("Content-Type", "text/plain")]
    with pytest.raises(KeyError):
        del headers["set-cookie"]
    assert headers.pop("CONTENT-type") == "text/plain"
    assert headers.pop("x", None) is None
    with pytest.raises(KeyError):
        headers.pop("x")
    assert headers == {}


def test_the_other_dict_methods_agree():
    headers = make()
    assert headers.setdefault("content-type", "x") == "text/plain"
    assert headers.setdefault("X", "1") == "1"
    headers.update({"x": "2"}, y="3")
    headers.update([("Y", "4")])
    assert headers["X"] == "2"
    assert headers["y"] == "4"
    assert headers.popitem() == ("Y", "4")
    headers.clear()
    assert headers.pairs == []
    assert Headers(headers, a="b").pairs == [("a", "b")]


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda h: h.copy(), lambda h: pickle.loads(pickle.dumps(h))]
)
def test_copies_are_headers_with_every_occurrence(again):
    headers = again(make())
    assert type(headers) is Headers
    assert headers.pairs == make().pairs
    assert headers == make()


SECRETS = [
    "Authorization",
    "authorization",
    b"Authorization",
    "Proxy-Authorization",
    "X-Amz-Security-Token",
    "X-Amz-S3session-Token",
    "x-oss-security-token",
    "x-acs-security-token",
    "authorization-sts-token",
    "COOKIE",
    "Set-Cookie",
    "x-amz-customauthorizer-signature",
    "X-Amz-CustomAuthorizer-Token",
]


@pytest.mark.parametrize("name", SECRETS)
def test_the_repr_hides_the_values_of_secret_fields_and_no_others(name):
    headers = Headers([("Host", "a"), (name, "hidden-1"), (name, "hidden-2")])
    for shown in (repr(headers), str(headers), "%s" % headers, pprint.pformat(headers), repr([headers])):
        assert "{'Host': 'a', %r: <hidden>}" % name in shown
    assert headers.pairs[1:] == [(name, "hidden-1"), (name, "hidden-2")]
    assert repr(Headers()) == "{}"
    assert repr(make()) == "{'Content-Type': 'text/plain', 'Set-Cookie': <hidden>}"


def test_field_lines_round_trip():
    lines = b"A: 1\r\nB: \r\na:2\r\nC:\t x y \r\n"
    assert _lines.decode(lines).pairs == [("A", "1"), ("B", ""), ("a", "2"), ("C", "x y")]
    assert _lines.encode([("A", "1"), (b"B", b""), ("\u00fc", "\u00e9")]) == b"A: 1\r\nB: \r\n\xc3\xbc: \xc3\xa9\r\n"


def test_bytes_that_are_not_utf8_are_latin_1():
    headers = _lines.decode(b"A: caf\xe9\r\nB: caf\xc3\xa9\r\n")
    assert (headers["a"], headers["b"]) == ("caf\u00e9", "caf\u00e9")


def test_old_folding_is_unfolded(signer):
    signed = signer.sign("GET", "https://example.com/", headers={"A": "one\r\n  two\n\tthree"})
    assert signed.headers["A"] == "one two three"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"A\nB": "1"}, "is not a name"),
        ({"A:B": "1"}, "is not a name"),
        ({" A": "1"}, "is not a name"),
        ({"": "1"}, "is not a name"),
        ({"A": "1\nB: 2"}, "headers['A'] holds a line break or NUL"),
        ({"A": "1\rB: 2"}, "headers['A'] holds a line break or NUL"),
        ({b"A": b"1\0"}, "headers['A'] holds a line break or NUL"),
        ({"A": "\udc80"}, "headers['A'] holds a lone surrogate"),
    ],
)
def test_nothing_can_be_injected(signer, fields, message):
    for headers in (fields, list(fields.items()), fields.items()):
        with pytest.raises(sallyport.UsageError) as caught:
            signer.sign("GET", "https://example.com/", headers=headers)
        assert caught.value.name == "INVALID_HEADER"
        assert message in str(caught.value)
