"""Makes requests.txt and resign.txt with the second implementation of SigV4, ../sigv4/reference.py.

    python3 reference.py --check     compare the files with what this makes
    python3 reference.py --write     write them
"""

import pathlib
import runpy
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "sigv4"))  # where it finds p256.py
compute = runpy.run_path(str(HERE.parent / "sigv4" / "reference.py"))["compute"]

KEY, SECRET, TOKEN = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "AQoDYXdzEPT//////////wEXAMPLE"
NOON = 1767355200  # 2026-01-02T12:00:00Z
HASH = "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7"  # SHA-256 of "data"


def signed(mode="sign", **given):
    """A request of a client, as a server gets it: target, headers, body."""
    inp = {
        "access_key_id": KEY,
        "secret_access_key": SECRET,
        "region": "eu-west-1",
        "service": "execute-api",
        "time": "20260102T120000Z",
        "method": "POST",
        "url": "https://api.example.com/stage/items?b=2&a=1",
        "headers": [["Content-Type", "application/json"]],
        "body": "data",
    }
    if mode == "presign":
        inp.update(expires=60, method="GET", headers=[], body="")
    inp.update(given)
    made = compute({"mode": mode, "aws_service": True, "in": inp})
    return {
        "method": inp["method"],
        "url": "/" + made["url"].split("/", 3)[3],
        "headers": [tuple(pair) for pair in made["headers"]],
        "body": inp["body"],
        "signature": made["signature"],
        "service": inp["service"],
    }


def s3(mode="sign", **given):
    given = {"service": "s3", "method": "PUT", "url": "https://b.s3.eu-west-1.amazonaws.com/a%20b//c", **given}
    return signed(mode, **given)


def edited(request, old, new):
    """The same with a text changed wherever it stands."""
    assert old in request["url"] or any(old in value for _, value in request["headers"]), old
    return dict(
        request,
        url=request["url"].replace(old, new),
        headers=[(name, value.replace(old, new)) for name, value in request["headers"]],
    )


def without(request, name):
    return dict(request, headers=[pair for pair in request["headers"] if pair[0].lower() != name])


def beside(request, name, value):
    return dict(request, headers=request["headers"] + [(name, value)])


def cases():
    plain, query, put, get = signed(), signed("presign"), s3(), s3("presign", method="GET")
    temporary = signed(session_token=TOKEN)
    temporary_query = signed("presign", session_token=TOKEN)
    ok = {"scheme": "AWS4-HMAC-SHA256", "access_key_id": KEY, "region": "eu-west-1", "date": "20260102"}
    ok["signed_at"] = "2026-01-02T12:00:00Z"
    header = dict(ok, carrier="header", expires_at="2026-01-02T12:15:00Z")
    presigned = dict(ok, carrier="query", expires_at="2026-01-02T12:01:00Z", signed_headers="host")
    hashed = {"payload": "verified", "payload_hash": HASH}
    yield "header", plain, {}, dict(header, service="execute-api", signed_headers="content-type;host;x-amz-date", **hashed)
    yield "query", query, {}, dict(presigned, service="execute-api", payload="verified")
    yield "s3-header", put, {}, dict(header, service="s3", **hashed)
    yield "s3-query", get, {}, dict(presigned, service="s3", payload="unsigned", payload_hash="UNSIGNED-PAYLOAD")
    yield "s3-body-unread", dict(put, body=None), {}, {"payload": "declared", "payload_hash": HASH}
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    yield "query-body-unread", dict(query, body=None), {}, {"payload": "declared", "payload_hash": empty}
    for name, constant, state in (
        ("unsigned", "UNSIGNED-PAYLOAD", "unsigned"),
        ("chunks", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "streaming"),
        ("trailer", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "streaming"),
    ):
        yield "s3-" + name, s3(payload_hash=constant), {}, {"payload": state, "payload_hash": constant}
    yield "absolute-url", dict(plain, url="https://api.example.com" + plain["url"]), {}, header
    yield "unsigned-header-changed", beside(plain, "X-Forwarded-For", "10.0.0.1"), {}, header
    yield "query-in-other-order", edited(plain, "a=1&b=2", "b=2&a=1"), {}, header
    yield "value-with-other-spaces", edited(plain, "application/json", " application/json "), {}, header
    yield "temporary", temporary, {"known_token": TOKEN}, header
    yield "temporary-query", temporary_query, {"known_token": TOKEN}, presigned
    yield "token-not-compared", temporary, {}, header
    yield "token-unsigned", signed(session_token=TOKEN, sign_session_token=False), {
        "known_token": TOKEN,
        "option:verify.session_token": "false",
    }, header
    yield "single-encoded", signed(url="https://api.example.com/a%20b", double_encode=False), {
        "option:verify.double_encode": "false"
    }, header
    yield "as-written", signed(url="https://api.example.com/a//b", normalize_path=False), {
        "option:verify.normalize_path": "false"
    }, header
    yield "scope-taken", plain, {
        "option:verify.services": ["s3", "execute-api"],
        "option:verify.regions": ["eu-west-1"],
    }, header
    yield "oldest", plain, {"now": NOON + 900}, header
    yield "small-skew", plain, {"now": NOON + 60, "option:verify.max_skew": "60000"}, {
        "expires_at": "2026-01-02T12:01:00Z"
    }
    yield "last-second", query, {"now": NOON + 59}, presigned

    several = signed(scheme="aws4a", region="us-*,eu-west-1")
    both = dict(header, scheme="AWS4-ECDSA-P256-SHA256", region="us-*,eu-west-1", service="execute-api")
    yield "sigv4a", several, {"option:verify.regions": ["us-east-1"]}, both
    yield "sigv4a-query", signed("presign", scheme="aws4a", region="*"), {}, dict(presigned, scheme=both["scheme"], region="*")

    yield "unsigned", without(plain, "authorization"), {}, "REQUEST_UNSIGNED"
    yield "basic", beside(without(plain, "authorization"), "Authorization", "Basic eDp5"), {}, "REQUEST_UNSIGNED"
    yield "no-scope", edited(plain, "/eu-west-1/", "/"), {}, "REQUEST_MALFORMED"
    yield "no-signature", edited(plain, ", Signature=", ", X="), {}, "REQUEST_MALFORMED"
    yield "bad-escape", edited(plain, "a=1", "a=%zz"), {}, "REQUEST_MALFORMED"
    yield "bad-date", edited(plain, "20260102T120000Z", "20260102T250000Z"), {}, "REQUEST_MALFORMED"
    yield "bad-expires", edited(query, "X-Amz-Expires=60", "X-Amz-Expires=604801"), {}, "REQUEST_MALFORMED"
    yield "no-host", without(plain, "host"), {}, "REQUEST_MALFORMED"
    yield "twice-signed", dict(plain, url=query["url"]), {}, "REQUEST_AMBIGUOUS"
    yield "two-dates", beside(plain, "x-amz-date", "20260102T120000Z"), {}, "REQUEST_AMBIGUOUS"
    yield "other-host", dict(plain, url="https://other.example" + plain["url"]), {}, "REQUEST_AMBIGUOUS"
    yield "two-expiries", dict(query, url=query["url"] + "&X-Amz-Expires=600"), {}, "REQUEST_AMBIGUOUS"
    yield "other-scheme", edited(plain, "AWS4-HMAC-SHA256", "AWS4-ECDSA-P384-SHA384"), {}, "REQUEST_SCHEME_REFUSED"
    yield "sigv4a-no-regions", edited(plain, "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"), {}, "REQUEST_MALFORMED"
    yield "sigv4a-other-regions", edited(several, "us-*", "eu-*"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "sigv4a-other-secret", several, {"known_secret": SECRET[:-1] + "X"}, "REQUEST_SIGNATURE_WRONG"
    yield "sigv4a-region", several, {"option:verify.regions": ["eu-west-2"]}, "REQUEST_SCOPE_REFUSED"
    yield "added-header", beside(plain, "X-Amz-Acl", "public-read"), {}, "REQUEST_HEADER_UNSIGNED"
    yield "host-unsigned", edited(plain, "content-type;host;", "content-type;"), {}, "REQUEST_HEADER_UNSIGNED"
    yield "dropped-header", without(plain, "content-type"), {}, "REQUEST_HEADER_MISSING"
    yield "unknown-key", edited(plain, KEY, "AKIDOTHER"), {}, "REQUEST_KEY_UNKNOWN"
    yield "empty-secret", plain, {"known_secret": ""}, "REQUEST_KEY_UNKNOWN"
    yield "other-secret", plain, {"known_secret": SECRET[:-1] + "X"}, "REQUEST_SIGNATURE_WRONG"
    yield "other-method", dict(plain, method="PUT"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "other-path", edited(plain, "/stage/items", "/stage/item"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "other-query", edited(plain, "a=1", "a=2"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "other-body", dict(plain, body="Data"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "other-type", edited(plain, "application/json", "text/plain"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "longer-life", edited(query, "X-Amz-Expires=60", "X-Amz-Expires=600"), {}, "REQUEST_SIGNATURE_WRONG"
    last = {"0": "1"}.get(plain["signature"][-1], "0")
    flipped = edited(plain, plain["signature"], plain["signature"][:-1] + last)
    yield "last-digit", flipped, {}, "REQUEST_SIGNATURE_WRONG"
    yield "token-dropped-to-unsigned", temporary, {"option:verify.session_token": "false", "known_secret": "x" * 40}, (
        "REQUEST_SIGNATURE_WRONG"
    )
    yield "s3-other-body", dict(put, body="Data"), {}, "REQUEST_PAYLOAD_CHANGED"
    yield "stale-token", temporary, {"known_token": TOKEN + "2"}, "REQUEST_TOKEN_WRONG"
    yield "no-token", plain, {"known_token": TOKEN}, "REQUEST_TOKEN_WRONG"
    yield "other-day", edited(plain, KEY + "/20260102", KEY + "/20260103"), {}, "REQUEST_SCOPE_REFUSED"
    yield "other-service", plain, {"option:verify.services": ["s3"]}, "REQUEST_SCOPE_REFUSED"
    yield "other-region", plain, {"option:verify.regions": ["us-east-1"]}, "REQUEST_SCOPE_REFUSED"
    yield "too-old", plain, {"now": NOON + 901}, "REQUEST_TIME_SKEWED"
    yield "too-new", plain, {"now": NOON - 901}, "REQUEST_TIME_SKEWED"
    yield "query-too-new", query, {"now": NOON - 901}, "REQUEST_TIME_SKEWED"
    yield "expired", query, {"now": NOON + 60}, "REQUEST_EXPIRED"


REAL = {
    "access_key_id": "ASIAEXAMPLE",
    "secret_access_key": "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    "session_token": "IQoJb3JpZ2luX2Vj+/=",
}


def resigned():
    """What a client signed with SECRET, which goes on 20 seconds later with REAL."""
    later = dict(REAL, time="20260102T120020Z")
    chunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
    trailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
    elsewhere = "https://real.example:8443"
    for name, make, mode, given, more in (
        ("header", signed, "sign", {}, {}),
        ("temporary", signed, "sign", {"session_token": TOKEN}, {}),
        ("s3-header", s3, "sign", {}, {}),
        ("s3-unsigned", s3, "sign", {"payload_hash": "UNSIGNED-PAYLOAD"}, {}),
        ("s3-trailer", s3, "sign", {"payload_hash": trailer}, {}),
        ("s3-query", s3, "presign", {"method": "GET"}, {"expires": 40}),
        ("query", signed, "presign", {"session_token": TOKEN}, {"expires": 40}),
    ):
        request = make(mode, **given)
        given = {**given, **later, **more}
        yield name, beside(request, "Accept", "*/*"), {}, make(mode, **given)
        if make is signed:
            other = make(mode, **dict(given, url=elsewhere + "/stage/items?b=2&a=1"))
            yield name + "-elsewhere", request, {"origin": elsewhere}, other
    plain, put = signed(), s3()
    yield "other-service", plain, {"option:sign.service": "sns"}, signed(service="sns", **later)
    yield "other-region", plain, {"option:sign.region": "us-east-1"}, signed(region="us-east-1", **later)
    yield "unread", dict(put, body=None), {}, s3(**later)
    yield "unsigned", without(plain, "authorization"), {}, "REQUEST_UNSIGNED"
    yield "chunks", s3(payload_hash=chunks), {}, "REQUEST_STREAMED"
    yield "added-header", beside(plain, "X-Amz-Acl", "public-read"), {}, "REQUEST_HEADER_UNSIGNED"
    yield "other-body", dict(put, body="Data"), {}, "REQUEST_PAYLOAD_CHANGED"
    yield "no-body", dict(plain, body=None), {}, "INVALID_ARGUMENT"
    yield "no-origin", plain, {"origin": "real.example"}, "INVALID_ARGUMENT"
    yield "expired", signed("presign"), {"now": NOON + 60}, "REQUEST_EXPIRED"


def text_of_resigned():
    records = []
    for name, request, more, want in resigned():
        lines = [("name", name), ("method", request["method"]), ("url", request["url"])]
        lines += [("header", "%s: %s" % pair) for pair in request["headers"]]
        lines += [("body", request["body"])] if request["body"] is not None else []
        lines += {"now": str(NOON + 20), **more}.items()
        lines += [("option:credentials." + key, value) for key, value in REAL.items()]
        if isinstance(want, str):
            lines.append(("expect", want))
        else:
            origin = more.get("origin") or "https://" + dict(request["headers"]).get("Host", "api.example.com")
            lines += [("expect", "OK"), ("want.url", origin + want["url"]), ("want.signature", want["signature"])]
        records.append("".join("%s: %s\n" % line for line in lines))
    return "\n".join(records)


def text():
    records = []
    for name, request, more, want in cases():
        lines = [("name", name), ("method", request["method"]), ("url", request["url"])]
        lines += [("header", "%s: %s" % pair) for pair in request["headers"]]
        lines += [("body", request["body"])] if request["body"] is not None else []
        known = {"now": str(NOON), "known_id": KEY, "known_secret": SECRET}
        for key, value in dict(known, **more).items():
            lines += [(key, str(item)) for item in (value if isinstance(value, list) else [value])]
        if isinstance(want, str):
            lines.append(("expect", want))
        else:
            lines += [("expect", "OK")] + [("want." + key, value) for key, value in want.items()]
        records.append("".join("%s: %s\n" % line for line in lines))
    return "\n".join(records)


def main():
    for name, made in (("requests.txt", text()), ("resign.txt", text_of_resigned())):
        if "--write" in sys.argv:
            (HERE / name).write_text(made)
        elif (HERE / name).read_text() != made:
            sys.exit(name + " differs; see --write")


if __name__ == "__main__":
    main()
