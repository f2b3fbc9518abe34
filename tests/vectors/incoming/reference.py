"""Makes the vectors here with the second implementation of the signatures, ../sigv4/reference.py.

    python3 reference.py --check     compare the files with what this makes
    python3 reference.py --write     write them
"""

import itertools
import pathlib
import runpy
import sys

import bodies

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "sigv4"))  # where it finds p256.py
reference = runpy.run_path(str(HERE.parent / "sigv4" / "reference.py"))
compute = reference["compute"]

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


OSS = "https://b.oss-cn-hangzhou.aliyuncs.com"
ODPS = "https://service.cn-hangzhou.maxcompute.aliyun.com/api/projects/p"
CALL = [["x-acs-action", "DescribeRegions"], ["x-acs-version", "2014-05-26"], ["x-acs-signature-nonce", "3156853299f313e2"]]


def oss(mode="sign", **given):
    given = {"method": "GET" if mode == "presign" else "PUT", "url": OSS + "/a%20b+c/%C3%A9?acl&versionId=1", **given}
    return signed(mode, **{"scheme": "oss4", "region": "cn-hangzhou", "service": "oss", **given})


def acs(**given):
    given = {"url": "https://ecs.aliyuncs.com/?RegionId=cn-hangzhou", "headers": CALL, **given}
    return signed(**{"scheme": "acs3", "body": "", **given})


def odps(**given):
    given = {"url": ODPS + "/a%20b?curr_project=p&name", "headers": [["Content-Type", "application/xml"], ["x-odps-a", "1"]], **given}
    return signed(**{"scheme": "odps4", "region": "cn-hangzhou", "body": "", **given})


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


def aliyun():
    """The schemes of Alibaba Cloud."""
    ok = {"access_key_id": KEY, "date": "20260102", "signed_at": "2026-01-02T12:00:00Z", "carrier": "header"}
    ok["expires_at"] = "2026-01-02T12:15:00Z"
    unsigned = {"payload": "unsigned", "payload_hash": "UNSIGNED-PAYLOAD"}
    of_oss = dict(ok, scheme="OSS4-HMAC-SHA256", region="cn-hangzhou", service="oss", **unsigned)
    of_url = dict(of_oss, carrier="query", expires_at="2026-01-02T12:01:00Z")
    of_acs = dict(ok, scheme="ACS3-HMAC-SHA256", region="", service="", payload="verified")
    of_odps = dict(ok, scheme="ODPS", region="cn-hangzhou", service="odps", **unsigned)
    names = "content-type;x-oss-content-sha256;x-oss-date"
    put, url, call, job = oss(), oss("presign"), acs(), odps()
    yield "oss4", put, {}, dict(of_oss, signed_headers=names)
    yield "oss4-query", url, {"option:verify.schemes": ["oss4"]}, dict(of_url, signed_headers="")
    ranged = {"headers": [["Range", "bytes=0-9"], ["Content-Type", "text/plain"]], "additional_headers": ["range", "host"]}
    more = oss(method="GET", body="", **ranged)
    more_query = oss("presign", **ranged)
    yield "oss4-additional", more, {}, dict(of_oss, signed_headers="content-type;host;range;x-oss-content-sha256;x-oss-date")
    yield "oss4-query-additional", more_query, {}, dict(of_url, signed_headers="content-type;host;range")
    yield "oss4-token", oss(session_token=TOKEN), {"known_token": TOKEN}, dict(of_oss, signed_headers=names + ";x-oss-security-token")
    yield "oss4-query-token", oss("presign", session_token=TOKEN), {"known_token": TOKEN}, of_url
    yield "oss4-meta", oss(headers=[["x-oss-meta-a", "a  b"], ["Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="]]), {}, of_oss
    yield "oss4-process", oss("presign", url=OSS + "/k?x-oss-process=image%2Fresize%2Cw_100"), {}, of_url
    yield "oss4-path-style", oss(url="https://oss-cn-hangzhou.aliyuncs.com/b/k"), {}, of_oss
    yield "oss4-domain", oss(url="https://img.example.com/k", bucket="b"), {"option:verify.bucket": "b"}, of_oss
    yield "oss4-scope-taken", put, {"option:verify.services": ["oss"], "option:verify.regions": ["cn-hangzhou"]}, of_oss
    yield "oss4-body-unread", dict(put, body=None), {}, of_oss
    yield "acs3", call, {}, dict(of_acs, signed_headers="host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version")
    form = [["Content-Type", "application/x-www-form-urlencoded"], *CALL]
    yield "acs3-form", acs(url="https://ecs.aliyuncs.com/", headers=form, body="a=1&b=2"), {"option:verify.schemes": ["acs3"]}, of_acs
    roa = acs(method="PUT", url="https://cs.aliyuncs.com/clusters/c%2A1?x=", headers=[["Content-Type", "application/json"], *CALL], body='{"a":1}')
    yield "acs3-roa", roa, {}, of_acs
    yield "acs3-body-unread", dict(roa, body=None), {}, dict(of_acs, payload="declared")
    yield "acs3-token", acs(session_token=TOKEN), {"known_token": TOKEN}, of_acs
    yield "odps4", job, {}, dict(of_odps, signed_headers="content-type;date;x-odps-a")
    yield "odps4-token", odps(session_token=TOKEN), {"known_token": TOKEN, "option:verify.schemes": ["aws4", "odps4"]}, of_odps

    yield "oss4-refused", put, {"option:verify.schemes": ["aws4", "acs3"]}, "REQUEST_SCHEME_REFUSED"
    yield "aws4-refused", signed(), {"option:verify.schemes": ["oss4"]}, "REQUEST_SCHEME_REFUSED"
    yield "oss-first-version", edited(put, "OSS4-HMAC-SHA256 Credential=", "OSS "), {}, "REQUEST_SCHEME_REFUSED"
    yield "acs3-rsa", edited(call, "ACS3-HMAC-SHA256", "ACS3-RSA-SHA256"), {}, "REQUEST_SCHEME_REFUSED"
    yield "x509", edited(signed(), "AWS4-HMAC-SHA256", "AWS4-X509-ECDSA-SHA256"), {}, "REQUEST_SCHEME_REFUSED"
    yield "oss4-other-bucket", oss(url="https://img.example.com/k", bucket="c"), {"option:verify.bucket": "b"}, "REQUEST_SIGNATURE_WRONG"
    yield "oss4-added-header", beside(put, "x-oss-object-acl", "public-read"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "oss4-dropped-type", without(put, "content-type"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "oss4-query-other-type", edited(more_query, "text/plain", "text/html"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "oss4-query-added", dict(url, url=url["url"] + "&x-oss-traffic-limit=1"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "oss4-dropped-additional", without(more, "range"), {}, "REQUEST_HEADER_MISSING"
    yield "oss4-list-out-of-order", edited(more, "host;range", "range;host"), {}, "REQUEST_MALFORMED"
    yield "oss4-hash", edited(put, "UNSIGNED-PAYLOAD", HASH), {}, "REQUEST_MALFORMED"
    yield "oss4-query-long", edited(url, "x-oss-expires=60", "x-oss-expires=604801"), {}, "REQUEST_MALFORMED"
    yield "oss4-query-capitals", edited(url, "x-oss-date", "X-Oss-Date"), {}, "REQUEST_MALFORMED"
    yield "oss4-twice", dict(put, url=url["url"]), {}, "REQUEST_AMBIGUOUS"
    yield "oss4-two-dates", beside(put, "X-Oss-Date", "20260102T120000Z"), {}, "REQUEST_AMBIGUOUS"
    yield "oss4-other-day", edited(put, KEY + "/20260102", KEY + "/20260103"), {}, "REQUEST_SCOPE_REFUSED"
    yield "oss4-other-region", put, {"option:verify.regions": ["cn-beijing"]}, "REQUEST_SCOPE_REFUSED"
    yield "oss4-too-old", put, {"now": NOON + 901}, "REQUEST_TIME_SKEWED"
    yield "oss4-expired", url, {"now": NOON + 60}, "REQUEST_EXPIRED"
    yield "oss4-stale-token", oss(session_token=TOKEN), {"known_token": TOKEN + "2"}, "REQUEST_TOKEN_WRONG"
    yield "acs3-other-body", dict(roa, body='{"a":2}'), {}, "REQUEST_PAYLOAD_CHANGED"
    yield "acs3-other-host", edited(call, "ecs.aliyuncs.com", "rds.aliyuncs.com"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "acs3-other-date", edited(call, "2026-01-02T12:00:00Z", "2026-01-02T12:00:01Z"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "acs3-no-nonce", without(call, "x-acs-signature-nonce"), {}, "REQUEST_HEADER_MISSING"
    yield "acs3-added-header", beside(call, "x-acs-a", "1"), {}, "REQUEST_HEADER_UNSIGNED"
    yield "acs3-added-type", beside(call, "Content-Type", "text/plain"), {}, "REQUEST_HEADER_UNSIGNED"
    yield "acs3-unsigned-payload", edited(call, dict(call["headers"])["x-acs-content-sha256"], "UNSIGNED-PAYLOAD"), {}, "REQUEST_MALFORMED"
    yield "acs3-no-date", beside(without(call, "x-acs-date"), "Date", "Fri, 02 Jan 2026 12:00:00 GMT"), {}, "REQUEST_MALFORMED"
    yield "acs3-service", call, {"option:verify.services": ["ecs"]}, "REQUEST_SCOPE_REFUSED"
    yield "odps4-other-date", edited(job, "12:00:00 GMT", "12:00:01 GMT"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "odps4-other-type", edited(job, "application/xml", "text/plain"), {}, "REQUEST_SIGNATURE_WRONG"
    yield "odps4-two-types", beside(job, "content-type", "text/plain"), {}, "REQUEST_AMBIGUOUS"
    yield "odps4-slash", edited(job, "a%20b", "a%2Fb"), {}, "REQUEST_AMBIGUOUS"
    yield "odps4-ampersand", edited(job, "=p&name", "=p%26name"), {}, "REQUEST_AMBIGUOUS"
    yield "odps4-second-version", edited(job, "/20260102/cn-hangzhou/odps/aliyun_v4_request", ""), {}, "REQUEST_MALFORMED"
    yield "odps4-too-new", job, {"now": NOON - 901}, "REQUEST_TIME_SKEWED"


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
    for name, make, mode, given, more in (
        ("oss4", oss, "sign", {}, {}),
        ("oss4-additional", oss, "sign", {"headers": [["Range", "bytes=0-9"]], "additional_headers": ["range"]}, {}),
        ("oss4-query", oss, "presign", {"session_token": TOKEN}, {"expires": 40}),
        ("acs3", lambda mode, **given: acs(**given), "sign", {}, {}),
        ("odps4", lambda mode, **given: odps(**given), "sign", {"session_token": TOKEN}, {}),
    ):
        request = make(mode, **given)
        scheme = {"option:sign.scheme": name.partition("-")[0]}
        yield name, beside(request, "Accept", "*/*"), scheme, make(mode, **{**given, **later, **more})
    moved = oss(url="https://c.oss-cn-hangzhou.aliyuncs.com/a%20b+c/%C3%A9?acl&versionId=1", **later)
    yield "oss4-elsewhere", oss(), {"option:sign.scheme": "oss4", "origin": "https://c.oss-cn-hangzhou.aliyuncs.com"}, moved
    yield "oss4-with-aws4", oss(), {}, "REQUEST_SCHEME_REFUSED"
    yield "aws4-with-oss4", signed(), {"option:sign.scheme": "oss4"}, "REQUEST_SCHEME_REFUSED"
    yield "acs3-other-body", dict(acs(), body="x"), {"option:sign.scheme": "acs3"}, "REQUEST_PAYLOAD_CHANGED"
    yield "oss4-expired", oss("presign"), {"option:sign.scheme": "oss4", "now": NOON + 60}, "REQUEST_EXPIRED"
    yield "x509", edited(signed(), "AWS4-HMAC-SHA256", "AWS4-X509-RSA-SHA256"), {}, "REQUEST_SCHEME_REFUSED"
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
    for name, request, more, want in itertools.chain(cases(), aliyun()):
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
    for name, made in (
        ("requests.txt", text()),
        ("resign.txt", text_of_resigned()),
        ("chunks.txt", bodies.text_of_chunks(reference)),
        ("resign_chunks.txt", bodies.text_of_resigned(reference)),
        ("forms.txt", bodies.text_of_forms(reference)),
    ):
        if "--write" in sys.argv:
            (HERE / name).write_text(made)
        elif (HERE / name).read_text() != made:
            sys.exit(name + " differs; see --write")


if __name__ == "__main__":
    main()
