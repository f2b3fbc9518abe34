"""Wrong types: one code, one message, whatever the backend."""

import datetime
import decimal

import pytest
from conftest import KEYS, TIME

import sallyport

URL = "https://example.amazonaws.com/"


def test_text_may_be_str_or_bytes(signer):
    one = signer.sign("POST", URL, headers={"A": "b"}, body="caf\u00e9", payload_hash=None, time=TIME)
    two = signer.sign(b"POST", URL.encode(), headers={b"A": b"b"}, body="caf\u00e9".encode(), time=TIME)
    assert one.headers == two.headers
    assert one.method == two.method == "POST"
    assert isinstance(two.method, str)


@pytest.mark.parametrize("method", ["post", b"Post", "POST"])
def test_the_method_is_what_is_to_be_sent(signer, method):
    assert signer.sign(method, URL, time=TIME).method == "POST"


@pytest.mark.parametrize("body", ["abc", b"abc", bytearray(b"abc"), memoryview(b"xabcx")[1:4]])
def test_a_body_may_be_any_bytes(signer, body):
    assert signer.sign("POST", URL, body=body, time=TIME).signature == (
        signer.sign("POST", URL, body=b"abc", time=TIME).signature
    )


def test_no_body_is_the_empty_body(signer):
    assert signer.sign("GET", URL, body=None, time=TIME).signature == signer.sign("GET", URL, time=TIME).signature


FIELDS = (("A", "1"), ("B", "2"))


@pytest.mark.parametrize(
    "form",
    [dict, list, tuple, iter, sallyport.Headers, lambda f: dict(f).items(), lambda f: [list(pair) for pair in f]],
)
def test_headers_may_be_a_dict_or_pairs(signer, form):
    signed = signer.sign("GET", URL, headers=form(FIELDS), time=TIME)
    assert signed.headers["A"] == "1"
    assert "SignedHeaders=a;b;host;x-amz-date" in signed.headers["Authorization"]


def test_repeated_headers_are_signed_joined(signer):
    signed = signer.sign("GET", URL, headers=[("My-Header", "2"), ("my-header", "1")], time=TIME)
    assert "\nmy-header:2,1\n" in signed.canonical_request
    assert signed.headers["my-header"] == "2,1"
    assert [pair for pair in signed.headers.pairs if pair[0].lower() == "my-header"] == [
        ("My-Header", "2"),
        ("my-header", "1"),
    ]
    again = signer.sign("GET", URL, headers=sallyport.Headers([("My-Header", "2"), ("my-header", "1")]), time=TIME)
    assert again.signature == signed.signature
    assert again.headers.pairs == signed.headers.pairs


@pytest.mark.parametrize("count", [1, 62, 63, 64, 200])
def test_many_headers_are_all_there(signer, count):
    signed = signer.sign("GET", URL, headers={"X-%d" % i: str(i) for i in range(count)}, time=TIME)
    assert len(signed.headers) == count + 3
    assert all(signed.headers["x-%d" % i] == str(i) for i in range(count))


def test_large_output_does_not_matter(signer):
    value = "v" * 50000
    signed = signer.sign("GET", URL + "?q=" + value, headers={"X": value}, time=TIME)
    assert signed.headers["X"] == value
    assert signed.url == URL + "?q=" + value
    assert signed.canonical_request.count(value) == 2


UTC = datetime.timezone.utc
MOMENT = datetime.datetime(2015, 8, 30, 12, 36, tzinfo=UTC)


@pytest.mark.parametrize(
    "time",
    [
        TIME,
        float(TIME) + 0.9,
        MOMENT,
        MOMENT.astimezone(datetime.timezone(datetime.timedelta(hours=8))),
        MOMENT.replace(microsecond=999999),
    ],
)
def test_times_are_aware_datetimes_or_epoch_seconds(signer, time):
    assert signer.sign("GET", URL, time=time).headers["X-Amz-Date"] == "20150830T123600Z"


def test_time_is_now_if_not_given(signer):
    stamp = signer.sign("GET", URL).headers["X-Amz-Date"]
    signed_at = datetime.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert abs((datetime.datetime.now(UTC) - signed_at).total_seconds()) < 60


def test_a_naive_datetime_is_refused_with_the_fix(signer):
    with pytest.raises(sallyport.UsageError, match=r"(?s)INVALID_ARGUMENT: time .*tzinfo=timezone.utc"):
        signer.sign("GET", URL, time=datetime.datetime(2015, 8, 30, 12, 36))


@pytest.mark.parametrize("expires", [900, datetime.timedelta(minutes=15), 900.0])
def test_expires_is_seconds_or_a_timedelta(signer, expires):
    assert "X-Amz-Expires=900&" in signer.presign("GET", URL, expires=expires, time=TIME)


WRONG = [
    ({"method": 3}, "method must be str or bytes, not int"),
    ({"url": 3}, "url must be str or bytes, not int"),
    ({"headers": 3}, "headers must be a dict or a list of (name, value) pairs, not int"),
    ({"headers": "A: b"}, "headers must be a dict or a list of (name, value) pairs, not str"),
    ({"headers": b"A: b\r\n"}, "headers must be a dict or a list of (name, value) pairs, not bytes"),
    ({"headers": ["A"]}, "an item of headers must be a (name, value) pair, not str"),
    ({"headers": [("A", "b", "c")]}, "an item of headers must be a (name, value) pair, not tuple"),
    ({"headers": {"A": 1}}, "headers['A'] must be str or bytes, not int"),
    ({"headers": {"A": None}}, "headers['A'] must be str or bytes, not NoneType"),
    ({"headers": {1: "A"}}, "a name in headers must be str or bytes, not int"),
    ({"body": 3}, "body must be bytes, str, bytearray or memoryview, not int"),
    ({"body": {}}, "body must be bytes, str, bytearray or memoryview, not dict"),
    ({"payload_hash": b"x", "time": "now"}, "time must be an aware datetime or epoch seconds, not str"),
    ({"time": True}, "time must be an aware datetime or epoch seconds, not bool"),
    ({"time": decimal.Decimal(1)}, "time must be an aware datetime or epoch seconds, not Decimal"),
    ({"time": float("nan")}, "time is not finite"),
    ({"time": 2**70}, "time is out of range"),
    ({"time": -(2**63)}, "time is out of range"),
    ({"payload_hash": 1}, "payload_hash must be str or bytes, not int"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_a_wrong_type_names_the_argument_and_what_it_takes(signer, arguments, message):
    call = {"method": "GET", "url": URL}
    call.update(arguments)
    with pytest.raises(sallyport.UsageError) as caught:
        signer.sign(**call)
    assert caught.value.name == "INVALID_ARGUMENT"
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    ("expires", "message"),
    [
        (None, "expires must be seconds or a timedelta, not NoneType"),
        ("900", "expires must be seconds or a timedelta, not str"),
        (0.5, "expires must be whole seconds, not 0.5"),
        (True, "expires must be seconds or a timedelta, not bool"),
    ],
)
def test_a_wrong_lifetime_is_refused(signer, expires, message):
    with pytest.raises(sallyport.UsageError) as caught:
        signer.presign("GET", URL, expires=expires)
    assert caught.value.message == message


@pytest.mark.parametrize("expires", [0, -1, 604801, 2**33 + 5, 10**12])
def test_a_lifetime_out_of_range_is_named_as_given(signer, expires):
    with pytest.raises(sallyport.UsageError) as caught:
        signer.presign("GET", URL, expires=expires)
    assert caught.value.name == "EXPIRES_OUT_OF_RANGE"
    assert caught.value.message == "expires is %d seconds; the range is 1 to 604800" % expires


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"access_key_id": 1}, "access_key_id must be str or bytes, not int"),
        ({"secret_access_key": 1}, "secret_access_key must be str or bytes, not int"),
        ({"session_token": 1}, "session_token must be str or bytes, not int"),
        ({"region": 1}, "region must be str or bytes, not int"),
        ({"double_encode": 1}, "double_encode must be True or False, not int"),
        ({"sign_session_token": None}, "sign_session_token must be True or False, not NoneType"),
        ({"content_sha256_header": "yes"}, "content_sha256_header must be True or False, not str"),
    ],
)
def test_a_wrong_option_names_the_argument(arguments, message):
    call = dict(KEYS)
    call.update(arguments)
    with pytest.raises(sallyport.UsageError) as caught:
        sallyport.Signer(**call)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("arguments", "name", "message"),
    [
        ({"method": None}, "INVALID_ARGUMENT", "method must be str or bytes, not NoneType"),
        ({"url": None}, "INVALID_URL", "url must be str or bytes, not NoneType"),
        ({"url": "https://e.com/\udc80"}, "INVALID_URL", "url holds a lone surrogate"),
        ({"headers": [(None, "b")]}, "INVALID_HEADER", "a name in headers must be str or bytes, not NoneType"),
        ({"headers": {"A": "\udc80"}}, "INVALID_HEADER", "headers['A'] holds a lone surrogate"),
        ({"payload_hash": "\udc80"}, "PAYLOAD_HASH_MALFORMED", "payload_hash holds a lone surrogate"),
    ],
)
def test_text_that_is_missing_or_no_unicode_has_the_code_of_its_argument(signer, arguments, name, message):
    call = {"method": "GET", "url": URL}
    call.update(arguments)
    with pytest.raises(sallyport.UsageError) as caught:
        signer.sign(**call)
    assert caught.value.name == name
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"access_key_id": None}, "CREDENTIALS_INCOMPLETE"),
        ({"secret_access_key": None}, "CREDENTIALS_INCOMPLETE"),
        ({"access_key_id": None, "secret_access_key": None}, "CREDENTIALS_MISSING"),
        ({"session_token": "\udc80"}, "CREDENTIALS_MALFORMED"),
        ({"region": "\udc80"}, "REGION_MALFORMED"),
    ],
)
def test_a_key_that_is_none_is_missing(arguments, name):
    call = dict(KEYS)
    call.update(arguments)
    with pytest.raises(sallyport.Error) as caught:
        sallyport.Signer(**call)
    assert caught.value.name == name
