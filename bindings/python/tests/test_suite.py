"""The official AWS suite, with every intermediate, through Python."""

import hashlib
import json
import re
import sys

import pytest
from conftest import ROOT

import sallyport

sys.path.insert(0, str(ROOT / "tests" / "vectors" / "sigv4"))
import p256  # noqa: E402

SUITE = ROOT.parent / "shared" / "vectors" / "aws-signing-test-suite"
# Two directories of v4a hold a request alone.
CASES = sorted("/".join(path.parts[-3:-1]) for path in SUITE.glob("v4*/*/header-signature.txt"))


def test_the_suite_is_there_and_complete():
    if not CASES:
        pytest.skip("SKIPPED: the official AWS suite is not beside this checkout (%s)" % SUITE)
    assert len(CASES) == 76


class Case:
    def __init__(self, name):
        self.directory = SUITE / name
        self.asymmetric = name.startswith("v4a/")
        self.context = json.loads(self.read("context.json"))
        self.method, self.target, self.headers, self.body = parse(self.read("request.txt"))
        self.signs_body = self.context["sign_body"]

    def read(self, name):
        return (self.directory / name).read_bytes().replace(b"\r", b"").decode("utf-8")

    def signer(self):
        credentials = self.context["credentials"]
        return sallyport.Signer(
            access_key_id=credentials["access_key_id"],
            secret_access_key=credentials["secret_access_key"],
            session_token=credentials.get("token"),
            scheme="aws4a" if self.asymmetric else "aws4",
            region=self.context["region"],
            service=self.context["service"],
            normalize_path=self.context["normalize"],
            sign_session_token=not self.context.get("omit_session_token", False),
            content_sha256_header=self.signs_body,
        )

    def url(self):
        return "https://" + dict((name.lower(), value) for name, value in self.headers)["host"].strip() + self.target

    def time(self):
        return int(sallyport_time(self.context["timestamp"]))

    def check(self, mode, signed, url, headers):
        assert signed.canonical_request == self.read(mode + "-canonical-request.txt")
        assert signed.string_to_sign == self.read(mode + "-string-to-sign.txt")
        text, signature = self.read(mode + "-signed-request.txt"), self.read(mode + "-signature.txt")
        if self.asymmetric:  # the suite's are random: ours is verified, and put in the place of theirs
            public = json.loads(self.read("public-key.json"))
            point = int(public["X"], 16), int(public["Y"], 16)
            for each in (signature, signed.signature):
                assert p256.verify(point, signed.string_to_sign, each)
            text = re.sub("(Signature=)[0-9a-f]+", r"\g<1>" + signed.signature, text)
        else:
            assert signed.signature == signature
        method, target, want, body = parse(text)
        assert signed.method == method
        assert body == self.body
        assert sorted_query(url) == sorted_query(self.url()[: -len(self.target)] + encode_raw(target))
        assert sorted_fields(headers) == sorted_fields(want)


def sallyport_time(text):
    import datetime

    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc).timestamp()


def parse(text):
    """Method, raw target, headers (folded lines joined, as a client sends them) and body."""
    head, _, body = text.partition("\n\n")
    lines = head.rstrip("\n").split("\n")
    method, rest = lines[0].split(" ", 1)
    headers = []
    for line in lines[1:]:
        if line[0] in " \t":
            headers[-1] = (headers[-1][0], headers[-1][1] + " " + line.strip())
        else:
            name, value = line.split(":", 1)
            headers.append((name, value))
    return method, re.sub(r" HTTP/1\.1$", "", rest), headers, body


def encode_raw(target):
    """The suite's raw target in the form that can be sent."""
    return "".join("%%%02X" % c if c <= 0x20 or c >= 0x7F else chr(c) for c in target.encode("utf-8"))


def sorted_query(url):
    """The suite keeps the order of the request."""
    base, _, query = url.partition("?")
    return base, sorted(p if "=" in p else p + "=" for p in query.split("&") if p)


def sorted_fields(fields):
    return sorted((name.lower(), " ".join(value.split())) for name, value in fields)


@pytest.mark.parametrize("name", CASES)
def test_header(name):
    case = Case(name)
    body = case.body if case.signs_body else ""
    signed = case.signer().sign(case.method, case.url(), headers=case.headers, body=body, time=case.time())
    case.check("header", signed, signed.url, signed.headers.pairs)


@pytest.mark.parametrize("name", CASES)
def test_query(name):
    case = Case(name)
    digest = hashlib.sha256((case.body if case.signs_body else "").encode()).hexdigest()
    signer = case.signer()
    arguments = {"headers": case.headers, "payload_hash": digest, "time": case.time()}
    expires = case.context["expiration_in_seconds"]
    url = signer.presign(case.method, case.url(), expires=expires, **arguments)
    # presign() returns the URL alone; the intermediates are underneath
    signed = signer._sign(
        signer._handle, case.method, case.url(), case.headers, b"", digest, arguments["time"], expires
    )
    assert signed.url == url
    case.check("query", signed, url, signed.headers.pairs)
