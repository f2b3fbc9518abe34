"""Bodies in chunks and forms, as a server gets them: good ones, and one for each way in which they can be wrong."""

import base64
import json

KEY, SECRET, TOKEN = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "AQoDYXdzEPT//////////wEXAMPLE"
NOON = 1767355200  # 2026-01-02T12:00:00Z
STAMP, DAY = "20260102T120000Z", "20260102"
ALGORITHM = "AWS4-HMAC-SHA256"
LEAST = 8192  # bytes of a chunk that others follow


class Sent:
    """A request in chunks: its head, and the pieces of its body on the wire."""

    def __init__(self, reference, body="x" * 20, **given):
        trailer = given.pop("trailer", None)
        headers = [["X-Amz-Trailer", trailer]] if trailer else []
        inp = {
            "access_key_id": KEY,
            "secret_access_key": SECRET,
            "region": "eu-west-1",
            "service": "s3",
            "time": STAMP,
            "method": "PUT",
            "url": "https://b.s3.eu-west-1.amazonaws.com/k",
            "headers": headers,
            "body": [body, 1],
            "chunk_size": LEAST,
            **given,
        }
        made = reference["compute_chunks"]({"in": inp})
        self.signature = made["signature"]
        self.headers, self.body, self.size = [tuple(pair) for pair in made["headers"]], body, inp["chunk_size"]
        self.pieces = []
        for i, (head, tail) in enumerate(made["frames"]):
            self.pieces += [head, body[i * self.size : (i + 1) * self.size], tail]

    def with_pieces(self, pieces, body=None):
        other = object.__new__(Sent)
        other.__dict__ = dict(self.__dict__, pieces=[piece for piece in pieces if piece])
        if body is not None:
            other.body = body
        return other

    def edited(self, place, old, new):
        """With a text changed in the piece at that place."""
        assert old in self.pieces[place], (old, self.pieces[place])
        pieces = list(self.pieces)
        pieces[place] = pieces[place].replace(old, new, 1)
        return self.with_pieces(pieces)

    def with_headers(self, headers):
        other = self.with_pieces(self.pieces)
        other.headers = headers
        return other


def written(text):
    """A text as JSON, with what stands there often in front of it."""
    if len(text) > 100 and text == text[0] * len(text):
        return "%d*%s" % (len(text), json.dumps(text[0]))
    return json.dumps(text)


def chunks(reference):
    """name, what is sent, what is known of it, and what comes out or the error."""

    def sent(*args, **given):
        return Sent(reference, *args, **given)

    long = "a" * LEAST + "b" * LEAST + "tail"
    plain, several = sent(), sent(long)
    crc = sent(long, trailer="x-amz-checksum-crc32c")
    unsigned = sent(long, trailer="x-amz-checksum-crc32", payload_hash="STREAMING-UNSIGNED-PAYLOAD-TRAILER")
    both, both_crc = sent(long, scheme="aws4a", region="*"), sent(scheme="aws4a", region="*", trailer="x-amz-checksum-sha256")
    payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
    yield "one", plain, {}, {"payload": "streaming", "payload_hash": payload, "scheme": ALGORITHM, "access_key_id": KEY}
    yield "several", several, {}, {"payload_hash": payload}
    yield "empty", sent(""), {}, {}
    yield "full", sent("a" * LEAST), {}, {}
    yield "token", sent(session_token=TOKEN), {"known_token": TOKEN}, {}
    for name in ("crc32", "crc32c", "crc64nvme", "sha1", "sha256"):
        header = "x-amz-checksum-" + name
        yield "trailer-" + name, sent(trailer=header), {}, {"payload_hash": payload + "-TRAILER"}
        free = sent(trailer=header, payload_hash="STREAMING-UNSIGNED-PAYLOAD-TRAILER")
        yield "unsigned-" + name, free, {}, {"payload_hash": "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}
    yield "trailer-several", crc, {}, {}
    yield "trailer-empty", sent("", trailer="x-amz-checksum-crc32c"), {}, {}
    yield "unsigned-several", unsigned, {}, {}
    free = sent(trailer="x-amz-checksum-crc32", payload_hash="STREAMING-UNSIGNED-PAYLOAD-TRAILER")
    yield "capital-size", sent("a" * 10 * 16).edited(0, "a0;", "A0;"), {}, {}
    yield "sigv4a", both, {}, {"scheme": "AWS4-ECDSA-P256-SHA256", "payload_hash": "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"}
    yield "sigv4a-trailer", both_crc, {}, {"payload_hash": "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER"}
    yield "sigv4a-empty", sent("", scheme="aws4a", region="us-*,eu-west-1"), {}, {"region": "us-*,eu-west-1"}

    mismatch, malformed = "CHUNK_MISMATCH", "CHUNK_MALFORMED"

    def other(signature):
        return signature[:-1] + {"0": "1"}.get(signature[-1], "0")

    def signature(of, place):
        return of.pieces[place].partition("signature=")[2].partition("\r")[0]

    yield "changed", plain.edited(1, "x", "y"), {}, mismatch
    yield "changed-second", several.edited(4, "b", "c"), {}, mismatch
    yield "changed-signature", several.edited(3, signature(several, 3), other(signature(several, 3))), {}, mismatch
    yield "changed-last-signature", plain.edited(3, signature(plain, 3), other(signature(plain, 3))), {}, mismatch
    first, second, rest = several.pieces[0:3], several.pieces[3:6], several.pieces[6:]
    yield "swapped", several.with_pieces(second + first + rest), {}, mismatch
    yield "repeated", several.with_pieces(first + first + rest), {}, mismatch
    yield "dropped", several.with_pieces(first + rest), {}, mismatch
    yield "dropped-last", plain.with_pieces(plain.pieces[:3]), {}, malformed
    yield "cut-in-chunk", plain.with_pieces([plain.pieces[0], "xxx"]), {}, malformed
    yield "cut-in-head", plain.with_pieces([plain.pieces[0][:10]]), {}, malformed
    yield "cut-behind-chunk", plain.with_pieces(plain.pieces[:2]), {}, malformed
    yield "cut-at-end", plain.with_pieces([*plain.pieces[:-1], "\r"]), {}, malformed
    yield "nothing", plain.with_pieces([]), {}, malformed
    yield "something-behind", plain.with_pieces([*plain.pieces, "x"]), {}, malformed
    yield "longer", several.with_pieces(first + second + second + rest), {}, malformed
    yield "shorter", several.with_pieces(first + several.pieces[-3:]), {}, malformed
    yield "small-in-between", sent(chunk_size=10), {}, malformed
    yield "too-large", plain.edited(0, "14;", "15;"), {}, malformed
    yield "no-size", plain.edited(0, "14;", ";"), {}, malformed
    yield "bad-size", plain.edited(0, "14;", "0x14;"), {}, malformed
    yield "huge-size", plain.edited(0, "14;", "f" * 17 + ";"), {}, malformed
    yield "line-feed-alone", plain.edited(0, "\r\n", "\n"), {}, malformed
    yield "no-line-end-behind", plain.edited(2, "\r\n", "--"), {}, malformed
    yield "no-signature", plain.edited(0, ";chunk-signature=" + signature(plain, 0), ""), {}, malformed
    yield "short-signature", plain.edited(0, signature(plain, 0), signature(plain, 0)[1:]), {}, malformed
    yield "other-extension", plain.edited(0, "chunk-signature", "x-signature"), {}, malformed
    yield "long-line", plain.edited(0, "14;", "0" * 300 + ";"), {}, malformed
    yield "not-framed", plain.with_pieces(["x" * 20]), {}, malformed
    end = len(crc.pieces) - 1
    crc_line, signed_line = crc.pieces[end].split("\r\n")[:2]
    yield "trailer-changed", crc.edited(end, crc_line[-8:-2], "AAAAAA"), {}, mismatch
    yield "trailer-signature", crc.edited(end, signed_line, other(signed_line)), {}, mismatch
    yield "trailer-dropped", crc.edited(end, crc_line + "\r\n", ""), {}, malformed
    yield "trailer-unsigned", crc.edited(end, signed_line + "\r\n", ""), {}, malformed
    yield "trailer-other", crc.edited(end, "crc32c", "sha256"), {}, malformed
    yield "trailer-twice", crc.edited(end, crc_line, crc_line + "\r\n" + crc_line), {}, malformed
    yield "trailer-no-colon", crc.edited(end, "crc32c:", "crc32c="), {}, malformed
    yield "trailer-not-announced", plain.edited(5, "\r\n", crc_line + "\r\n\r\n"), {}, malformed
    end = len(unsigned.pieces) - 1
    yield "unsigned-changed", unsigned.edited(1, "a", "b"), {}, mismatch
    yield "unsigned-checksum", unsigned.edited(end, "=", "A"), {}, mismatch
    yield "unsigned-no-checksum", unsigned.edited(end, unsigned.pieces[end], "\r\n"), {}, malformed
    yield "unsigned-with-signature", unsigned.edited(0, "\r\n", ";chunk-signature=" + "0" * 64 + "\r\n"), {}, malformed
    yield "unsigned-cut", unsigned.with_pieces(unsigned.pieces[:-1]), {}, malformed
    yield "unsigned-small", free.with_pieces(["5\r\n", "x" * 5, "\r\nf\r\n", "x" * 15, "\r\n", *free.pieces[3:]]), {}, malformed
    yield "unsigned-longer", free.with_pieces(["15\r\n", "x" * 21, *free.pieces[2:]]), {}, malformed
    yield "sigv4a-changed", both.edited(1, "a", "b"), {}, mismatch
    yield "sigv4a-changed-last", both_crc.edited(1, "x", "y"), {}, mismatch
    yield "sigv4a-short", both.edited(0, "*" if "*" in both.pieces[0] else signature(both, 0)[0], ""), {}, malformed
    yield "sigv4a-other-form", sent(scheme="aws4a", region="*", payload_hash=payload), {}, "REQUEST_MALFORMED"
    yield "sigv4-other-form", sent(payload_hash="STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"), {}, "REQUEST_MALFORMED"
    dropped = [pair for pair in plain.headers if pair[0] != "X-Amz-Decoded-Content-Length"]
    yield "head-without-length", plain.with_headers(dropped), {}, "REQUEST_HEADER_MISSING"
    yield "head-other-trailer", sent(trailer="x-amz-checksum-crc32c").with_headers(
        [(n, v.replace("crc32c", "sha1") if n == "X-Amz-Trailer" else v) for n, v in crc.headers]
    ), {}, "REQUEST_SIGNATURE_WRONG"
    for name, headers in (
        ("head-no-length", []),
        ("head-bad-length", [["X-Amz-Decoded-Content-Length", "-1"], ["X-Amz-Trailer", "x-amz-checksum-crc32"]]),
        ("head-no-trailer", [["X-Amz-Decoded-Content-Length", "20"]]),
        ("head-unknown-trailer", [["X-Amz-Decoded-Content-Length", "20"], ["X-Amz-Trailer", "x-amz-checksum-md5"]]),
    ):
        inp = {"access_key_id": KEY, "secret_access_key": SECRET, "region": "eu-west-1", "service": "s3", "time": STAMP, "method": "PUT"}
        inp.update(url="https://b.s3.eu-west-1.amazonaws.com/k", headers=headers, payload_hash=payload + "-TRAILER")
        made = reference["compute"]({"mode": "sign", "aws_service": True, "in": inp})
        yield name, plain.with_headers([tuple(pair) for pair in made["headers"]]), {}, "REQUEST_MALFORMED"
    yield "other-secret", plain, {"known_secret": SECRET[:-1] + "X"}, "REQUEST_SIGNATURE_WRONG"
    yield "unknown-key", plain, {"known_id": "AKIDOTHER"}, "REQUEST_KEY_UNKNOWN"
    yield "too-old", plain, {"now": NOON + 901}, "REQUEST_TIME_SKEWED"


def text_of_chunks(reference):
    records = []
    for name, sent, more, want in chunks(reference):
        lines = [("name", name), ("method", "PUT"), ("url", "/k")]
        lines += [("header", "%s: %s" % pair) for pair in sent.headers]
        lines += [("wire", written(piece)) for piece in sent.pieces if piece]
        lines += {"now": NOON, "known_id": KEY, "known_secret": SECRET, **more}.items()
        if isinstance(want, str):
            lines.append(("expect", want))
        else:
            lines += [("expect", "OK")] + [("want." + key, value) for key, value in want.items()]
            runs = [sent.body[i : i + LEAST] for i in range(0, len(sent.body), LEAST)]
            lines += [("content", written(run)) for run in runs]
        records.append("".join("%s: %s\n" % line for line in lines))
    return "\n".join(records)


REAL = {
    "access_key_id": "ASIAEXAMPLE",
    "secret_access_key": "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    "session_token": "IQoJb3JpZ2luX2Vj+/=",
}


def resigned(reference):
    """What a client signed with SECRET, and what goes on 20 seconds later with REAL, in chunks of another size."""
    text = "a" * LEAST + "b" * LEAST + "tail"
    later = dict(REAL, time="20260102T120020Z", chunk_size=10000)
    for name, given in (
        ("plain", {}),
        ("empty", {"body": ""}),
        ("temporary", {"session_token": TOKEN}),
        ("trailer", {"trailer": "x-amz-checksum-crc32c"}),
        ("unsigned-trailer", {"trailer": "x-amz-checksum-crc32", "payload_hash": "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}),
        ("sigv4a", {"scheme": "aws4a", "region": "*"}),
        ("sigv4a-trailer", {"scheme": "aws4a", "region": "*", "trailer": "x-amz-checksum-sha256"}),
    ):
        given = {"body": text, **given}
        scheme = {"option:sign.scheme": given["scheme"]} if "scheme" in given else {}
        yield name, Sent(reference, **given), scheme, Sent(reference, **{**given, **later})
    elsewhere = {"origin": "https://real.example:8443"}
    yield "elsewhere", Sent(reference), elsewhere, Sent(reference, **{**later, "url": elsewhere["origin"] + "/k"})
    sent = Sent(reference)
    whole = [pair for pair in sent.headers if pair[0] != "X-Amz-Content-Sha256"]
    yield "changed-form", sent.with_headers([*whole, ("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")]), {}, "PAYLOAD_HASH_MALFORMED"
    yield "no-length", sent.with_headers([p for p in sent.headers if "Decoded" not in p[0]]), {}, "REQUEST_HEADER_MISSING"
    yield "added-header", sent.with_headers([*sent.headers, ("X-Amz-Acl", "private")]), {}, "REQUEST_HEADER_UNSIGNED"
    yield "other-scheme", sent, {"option:sign.scheme": "oss4"}, "REQUEST_SCHEME_REFUSED"


def text_of_resigned(reference):
    records = []
    for name, sent, more, want in resigned(reference):
        lines = [("name", name), ("method", "PUT"), ("url", "/k")]
        lines += [("header", "%s: %s" % pair) for pair in sent.headers]
        lines += [("content", written(sent.body[i : i + LEAST])) for i in range(0, len(sent.body), LEAST)]
        lines += {"now": NOON + 20, "chunk_size": 10000, **more}.items()
        lines += [("option:credentials." + key, value) for key, value in REAL.items()]
        if isinstance(want, str):
            lines.append(("expect", want))
        else:
            origin = more.get("origin", "https://b.s3.eu-west-1.amazonaws.com")
            lines += [("expect", "OK"), ("want.url", origin + "/k"), ("want.signature", want.signature)]
            runs = [run for piece in want.pieces for run in split(piece)]
            lines += [("wire", written(run)) for run in runs]
        records.append("".join("%s: %s\n" % line for line in lines))
    return "\n".join(records)


def split(text):
    """In runs of one letter, if they are long."""
    runs = []
    for i, letter in enumerate(text):
        if i and letter == text[i - 1]:
            runs[-1] += letter
        else:
            runs.append(letter)
    out = []
    for run in runs:
        if out and len(run) <= 100 and not (len(out[-1]) > 100 and out[-1] == out[-1][0] * len(out[-1])):
            out[-1] += run
        else:
            out.append(run)
    return out


FORM = [("acl", "private"), ("Content-Type", "image/png")]
CONDITIONS = [{"acl": "private"}, ["starts-with", "$Content-Type", "image/"], ["content-length-range", 2, 10]]


def form(reference, key="user/${filename}", fields=FORM, conditions=CONDITIONS, **given):
    inp = {
        "access_key_id": KEY,
        "secret_access_key": SECRET,
        "region": "eu-west-1",
        "service": "s3",
        "time": STAMP,
        "expires": 3600,
        "url": "https://b.s3.eu-west-1.amazonaws.com/",
        "bucket": "b",
        "key": key,
        "fields": fields,
        "conditions": conditions,
        **given,
    }
    made = reference["compute_post"]({"in": inp})
    return [*fields, ("key", key), *[tuple(pair) for pair in made["fields"]]]


def changed(fields, **changes):
    """With other values; None: without the field. An underscore stands for a hyphen."""
    changes = {name.replace("_", "-"): value for name, value in changes.items()}
    out = [(name, changes.pop(name.lower(), value)) for name, value in fields]
    return [pair for pair in out if pair[1] is not None] + list(changes.items())


def with_policy(reference, fields, policy):
    """With any text as the policy, signed."""
    encoded = base64.b64encode(policy.encode()).decode()
    key = ("AWS4" + SECRET).encode()
    for part in (DAY, "eu-west-1", "s3", "aws4_request"):
        key = reference["mac"](key, part)
    return changed(fields, policy=encoded, x_amz_signature=reference["mac"](key, encoded).hex())


def forms(reference):
    """name, fields, what else there is, and what is wanted or the error."""
    plain = form(reference)
    temporary = form(reference, session_token=TOKEN)
    refused, malformed, ambiguous = "REQUEST_POLICY_REFUSED", "REQUEST_MALFORMED", "REQUEST_AMBIGUOUS"
    ok = {"access_key_id": KEY, "region": "eu-west-1", "service": "s3", "signed_at": "2026-01-02T12:00:00Z"}
    ok.update(expires_at="2026-01-02T13:00:00Z", key="user/a.png", min_size="2", max_size="10")
    yield "plain", plain, {}, ok
    yield "scope-taken", plain, {"option:verify.services": ["s3"], "option:verify.regions": ["eu-west-1"]}, ok
    yield "names-in-capitals", [(name.upper(), value) for name, value in plain], {}, ok
    yield "path-of-a-file", plain, {"filename": "C:\\x/y\\a.png"}, ok
    yield "no-filename", plain, {"filename": ""}, dict(ok, key="user/")
    yield "fixed-key", form(reference, key="one"), {}, dict(ok, key="one")
    yield "ignored", changed(plain, x_ignore_this="1"), {}, ok
    yield "bucket-in-the-form", changed(plain, bucket="b"), {}, ok
    yield "other-end-of-the-key", changed(plain, key="user/other"), {}, dict(ok, key="user/other")
    yield "size-unknown", plain, {"size": -1}, ok
    yield "least-size", plain, {"size": 2}, ok
    yield "no-range", form(reference, conditions=CONDITIONS[:2]), {"size": 1 << 40}, dict(ok, min_size="", max_size="")
    yield "token", temporary, {"known_token": TOKEN}, ok
    yield "token-not-compared", temporary, {}, ok
    yield "last-second", plain, {"now": NOON + 3599}, ok
    yield "signed-ahead", plain, {"now": NOON - 900}, ok

    yield "too-small", plain, {"size": 1}, refused
    yield "too-large", plain, {"size": 11}, refused
    yield "other-bucket", plain, {"bucket": "c"}, refused
    yield "other-acl", changed(plain, acl="public-read"), {}, refused
    yield "other-type", changed(plain, content_type="text/html"), {}, refused
    yield "types", changed(plain, content_type="image/png,text/html"), {}, refused
    yield "other-key", changed(plain, key="other/a.png"), {}, refused
    yield "further-field", changed(plain, x_amz_meta_a="b"), {}, refused
    yield "missing-field", changed(plain, acl=None), {}, refused
    yield "other-token", changed(temporary, x_amz_security_token="another"), {"known_token": TOKEN}, "REQUEST_TOKEN_WRONG"
    yield "token-changed", changed(temporary, x_amz_security_token="another"), {}, refused
    yield "no-token", plain, {"known_token": TOKEN}, "REQUEST_TOKEN_WRONG"
    yield "other-date", changed(plain, x_amz_date="20260102T120001Z"), {}, refused
    yield "other-day", changed(plain, x_amz_date="20260103T120000Z"), {"now": NOON + 3000}, "REQUEST_SCOPE_REFUSED"
    yield "bucket-twice", changed(plain, bucket="c"), {}, ambiguous
    yield "field-twice", [*plain, ("ACL", "private")], {}, ambiguous
    yield "key-twice", [*plain, ("key", "user/b")], {}, ambiguous
    yield "no-key", changed(plain, key=None), {}, malformed
    yield "no-policy", changed(plain, policy=None), {}, malformed
    yield "no-date", changed(plain, x_amz_date=None), {}, malformed
    yield "no-algorithm", changed(plain, x_amz_algorithm=None), {}, malformed
    yield "bad-date", changed(plain, x_amz_date="today"), {}, malformed
    yield "bad-credential", changed(plain, x_amz_credential=KEY + "/" + DAY + "/eu-west-1/s3"), {"known_secret": ""}, malformed
    yield "short-signature", changed(plain, x_amz_signature="0" * 63), {}, malformed
    yield "unsigned", changed(plain, x_amz_signature=None), {}, "REQUEST_UNSIGNED"
    yield "other-signature", changed(plain, x_amz_signature="0" * 64), {}, "REQUEST_SIGNATURE_WRONG"
    yield "other-policy", changed(plain, policy="e30="), {}, "REQUEST_SIGNATURE_WRONG"
    yield "other-secret", plain, {"known_secret": SECRET[:-1] + "X"}, "REQUEST_SIGNATURE_WRONG"
    yield "other-scheme", changed(plain, x_amz_algorithm="AWS4-ECDSA-P256-SHA256"), {}, "REQUEST_SCHEME_REFUSED"
    yield "other-region", plain, {"option:verify.regions": ["us-east-1"]}, "REQUEST_SCOPE_REFUSED"
    yield "other-service", plain, {"option:verify.services": ["sqs"]}, "REQUEST_SCOPE_REFUSED"
    yield "unknown-key", plain, {"known_id": "AKIDOTHER"}, "REQUEST_KEY_UNKNOWN"
    yield "expired", plain, {"now": NOON + 3600}, "REQUEST_EXPIRED"
    yield "too-new", plain, {"now": NOON - 901}, "REQUEST_TIME_SKEWED"
    yield "no-bucket", plain, {"bucket": ""}, "INVALID_ARGUMENT"

    begin = '{"expiration": "2026-01-02T13:00:00.000Z", "conditions": ['
    rest = '["eq", "$bucket", "b"], ["starts-with", "$key", ""], {"x-amz-algorithm": "AWS4-HMAC-SHA256"}, '
    rest += '["starts-with", "$x-amz-credential", ""], ["starts-with", "$X-Amz-Date", "2026"]]}'
    fixed = '{"acl": "private"}, ["eq", "$Content-Type", "image/png"], '
    for name, policy, want in (
        ("prefixes", begin + '["starts-with", "$acl", "priv"], ["starts-with", "$Content-Type", ""], ' + rest, {}),
        ("fixed", begin + fixed + rest, {"min_size": "", "max_size": ""}),
        ("range-in-quotes", begin + fixed + '["content-length-range", "1", "9"], ' + rest, refused),
        ("two-ranges", begin + fixed + '["content-length-range", 0, 99], ["content-length-range", 11, 99], ' + rest, refused),
        ("no-conditions", '{"expiration": "2026-01-02T13:00:00Z", "conditions": []}', refused),
        ("fraction", begin + fixed + '["content-length-range", 0.5, 99], ' + rest, malformed),
        ("negative", begin + fixed + '["content-length-range", -1, 99], ' + rest, malformed),
        ("unknown-word", begin + fixed + '["ends-with", "$acl", "e"], ' + rest, malformed),
        ("no-dollar", begin + fixed + '["eq", "acl", "private"], ' + rest, malformed),
        ("four-parts", begin + fixed + '["eq", "$acl", "private", "b"], ' + rest, malformed),
        ("two-in-one", begin + '{"acl": "private", "Content-Type": "image/png"}, ' + rest, malformed),
        ("list-as-value", begin + fixed + '{"acl": ["private"]}, ' + rest, malformed),
        ("empty-object", begin + fixed + "{}, " + rest, malformed),
        ("empty-list", begin + fixed + "[], " + rest, malformed),
        ("number", begin + fixed + "1, " + rest, malformed),
        ("no-expiration", '{"conditions": [' + fixed + rest, malformed),
        ("short-expiration", '{"expiration": "2026-01-02", "conditions": [' + fixed + rest, malformed),
        ("further-member", '{"other": 1, ' + begin[1:] + fixed + rest, malformed),
        ("list", "[]", malformed),
        ("deep", "[" * 5000, malformed),
        ("behind", begin + fixed + rest + "x", malformed),
    ):
        want = want if isinstance(want, str) else dict(ok, min_size="", max_size="")
        yield "policy-" + name, with_policy(reference, plain, policy), {}, want


def text_of_forms(reference):
    records = []
    for name, fields, more, want in forms(reference):
        lines = [("name", name)] + [("field", "%s: %s" % pair) for pair in fields]
        given = {"bucket": "b", "filename": "a.png", "size": 10, "now": NOON, "known_id": KEY, "known_secret": SECRET, **more}
        for key, value in given.items():
            lines += [(key, item) for item in (value if isinstance(value, list) else [value])]
        if isinstance(want, str):
            lines.append(("expect", want))
        else:
            lines += [("expect", "OK")] + [("want." + key, value) for key, value in want.items()]
        records.append("".join("%s: %s\n" % line for line in lines))
    return "\n".join(records)
