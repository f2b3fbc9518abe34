"""params, data and json become the bytes that requests users expect."""

import pytest

import sallyport
from sallyport import _content


@pytest.mark.parametrize(
    ("url", "params", "want"),
    [
        ("http://h/", None, "http://h/"),
        ("http://h/", {}, "http://h/"),
        ("http://h/", {"a": 1, "b": "x y"}, "http://h/?a=1&b=x%20y"),
        ("http://h/?z=1", {"a": "1"}, "http://h/?z=1&a=1"),
        ("http://h/?", {"a": "1"}, "http://h/?a=1"),
        ("http://h/?z&", {"a": "1"}, "http://h/?z&a=1"),
        ("http://h/#part", {"a": "1"}, "http://h/?a=1#part"),
        ("http://h/", [("a", 1), ("a", 2)], "http://h/?a=1&a=2"),
        ("http://h/", {"a": ["1", "2"], "b": None}, "http://h/?a=1&a=2"),
        ("http://h/", {"a+b": "c/d~é"}, "http://h/?a%2Bb=c%2Fd~%C3%A9"),
        ("http://h/", "raw=1", "http://h/?raw=1"),
        (b"http://h/", b"raw=1", "http://h/?raw=1"),
        ("http://h/", {b"a": b"\xff"}, "http://h/?a=%FF"),
        ("http://h/", {"a": True, "b": 1.5}, "http://h/?a=True&b=1.5"),
    ],
)
def test_params_are_appended_to_the_query(url, params, want):
    assert _content.url(url, params) == want.encode()


@pytest.mark.parametrize(
    ("data", "json", "want"),
    [
        (None, None, (b"", b"")),
        ("caf\u00e9", None, (b"caf\xc3\xa9", b"")),
        (b"\xff", None, (b"\xff", b"")),
        (bytearray(b"x"), None, (b"x", b"")),
        ({"a": "x y&", "b": ["1", "2"]}, None, (b"a=x+y%26&b=1&b=2", b"application/x-www-form-urlencoded")),
        ([("a", "1")], None, (b"a=1", b"application/x-www-form-urlencoded")),
        (None, {"a": [1, None, "\u00e9"]}, (b'{"a":[1,null,"\\u00e9"]}', b"application/json")),
        (None, [], (b"[]", b"application/json")),
        ({}, None, (b"", b"")),
        ([], None, (b"", b"")),
        ({"a": None}, None, (b"", b"application/x-www-form-urlencoded")),
        (None, 0, (b"0", b"application/json")),
    ],
)
def test_bodies(data, json, want):
    assert _content.body(data, json) == want


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (_content.body, ("x", {}), "data and json are both given"),
        (_content.body, (3, None), "data must be bytes, str, a dict or a list of pairs, not int"),
        (_content.body, ([1], None), "data must be a dict or a list of (name, value) pairs, not list"),
        (_content.body, (None, {1, 2}), "json cannot be serialized"),
        (_content.body, (None, float("nan")), "json cannot be serialized"),
        (_content.url, ("http://h/", 3), "params must be a dict or a list of (name, value) pairs, not int"),
        (_content.url, (3, None), "url must be str or bytes, not int"),
    ],
)
def test_wrong_content_is_refused(function, arguments, message):
    with pytest.raises(sallyport.UsageError) as caught:
        function(*arguments)
    assert caught.value.message.startswith(message)
