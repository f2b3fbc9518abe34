"""sallyport explain: what other programs wrote, read and answered with one cause."""

import io
import json
import logging
import random
import subprocess
import traceback

import botocore.session
import pytest
import requests
from command import SECRET
from conftest import ROOT

from sallyport import _pages
from sallyport._codes import TABLE
from sallyport._command import pages, pasted, phrases

TARGET = "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"
REFUSED = "Credential should be scoped to correct service: 'autoscaling-plans'. "
BODY = json.dumps({"__type": "InvalidSignatureException", "message": REFUSED})
SKEWED = (
    "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the server's "
    "time is too large.</Message><ServerTime>2026-11-28T15:00:00Z</ServerTime></Error>"
)
AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/autoscaling/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64
)


def explained(command, text, *words):
    run = command("explain", "--json", *words, stdin=text if isinstance(text, bytes) else text.encode())
    return {"status": run.status, **run.json}


# ---- Programs that really ran ---------------------------------------------------


def curl(lab, *words):
    """The output of a curl that the service refuses."""
    host, port = lab.aws["host"], lab.aws["port"]
    at = ["--resolve", "%s:%d:%s" % (host, port, lab.aws["address"]), "--cacert", lab.ca]
    key = ["--user", "%s:%s" % (lab.aws["access_key_id"], lab.aws["secret_access_key"])]
    fields = ["-H", "X-Amz-Security-Token: " + lab.aws["session_token"], "-H", "X-Amz-Target: " + TARGET]
    run = subprocess.run(
        ["curl", "-sv", *at, *key, *fields, "-H", "Content-Type: application/x-amz-json-1.1", "-d", "{}", *words]
        + ["https://%s:%d/" % (host, port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=True,
    )
    return run.stdout


def test_what_curl_saw(command, lab):
    text = curl(lab, "--aws-sigv4", "aws:amz:%s:autoscaling" % lab.aws["region"])
    found = explained(command, text)
    assert (found["cause"], found["status"], found["read_as"]) == ("wrong_service", 0, "curl -v")
    exchange = pasted.read(text.decode())
    assert exchange.request.url == "https://%s:%d/" % (lab.aws["host"], lab.aws["port"])
    assert exchange.request.method == "POST" and exchange.response.status in (400, 403)
    shown = command("explain", stdin=text).out
    for secret in (lab.aws["secret_access_key"], lab.aws["session_token"]):
        assert secret not in shown + json.dumps(found)
    found = explained(command, curl(lab, "--aws-sigv4", "aws:amz:eu-west-1:autoscaling-plans"))
    assert found["cause"] in ("wrong_region", "wrong_service")
    assert (
        explained(command, curl(lab, "--aws-sigv4", "aws:amz:%s:autoscaling-plans" % lab.aws["region"]))["cause"]
        == "not_refused"
    )


@pytest.mark.parametrize(
    "style",
    [
        "%(asctime)s %(name)s [%(levelname)s] %(message)s",
        "%(asctime)s - %(name)s - %(levelname)s - %(message)s",
        "%(levelname)s:%(name)s:%(message)s",
        "%(levelname)-8s %(name)s:%(filename)s:%(lineno)d %(message)s",
        "%(asctime)s - %(threadName)s - %(name)s - %(levelname)s - %(message)s",
    ],
)
def test_what_botocore_logged(command, lab, monkeypatch, style):
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(logging.Formatter(style))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        session = botocore.session.Session()
        session.set_credentials(lab.aws["access_key_id"], "x" * 40, lab.aws["session_token"])
        url = "https://%s:%d" % (lab.aws["address"], lab.aws["port"])
        client = session.create_client(
            "autoscaling-plans", region_name=lab.aws["region"], endpoint_url=url, verify=False
        )
        with pytest.warns(Warning), pytest.raises(Exception, match="ignature"):
            client.describe_scaling_plans()
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    exchange = pasted.read(log.getvalue())
    assert (exchange.form, exchange.request.method, exchange.response.status) == ("botocore log", "POST", 400)
    assert exchange.request.header("authorization").startswith("AWS4-HMAC-SHA256 ") and exchange.request.url.startswith(
        url
    )
    assert b"ignature" in exchange.response.body
    found = explained(command, log.getvalue())
    assert found["cause"] not in ("unknown", "not_refused"), found
    assert lab.aws["session_token"] not in json.dumps(found)


def failure(lab, server, name):
    """The traceback of a request that fails."""
    reach = "https://%s:%d/" % (lab.reach["address"], lab.reach["port"])
    url, options = {
        "unknown authority": (reach, {}),
        "another name": (reach, {"verify": lab.ca}),
        "no TLS": (server.url.replace("http:", "https:"), {}),
        "nobody listens": ("http://127.0.0.1:1/", {}),
        "no such name": ("http://no-such-name.invalid/", {}),
    }[name]
    try:
        requests.get(url, timeout=5, **options)
    except requests.RequestException:
        return traceback.format_exc()
    raise AssertionError(name)


@pytest.mark.parametrize(
    "name, cause",
    [
        ("unknown authority", "unknown_ca"),
        ("another name", "address_not_in_certificate"),
        ("no TLS", "not_tls_http"),
        ("nobody listens", "connect_refused"),
        ("no such name", "dns_not_found"),
    ],
)
def test_what_requests_raised(command, lab, server, name, cause):
    found = explained(command, failure(lab, server, name))
    assert (found["cause"], found["status"]) == (cause, 0)
    assert dict(found["evidence"])["said"]


@pytest.mark.parametrize(
    "words", [["get", "--cacert", "/no/such", "https://a.example/"], ["get", "http://127.0.0.1:1/"]]
)
def test_what_this_command_itself_wrote(command, words):
    said = command(*words).err
    found = explained(command, said)
    assert (found["cause"], found["status"]) == (said.split(": ")[1], 0)


# ---- Formats as they are documented -----------------------------------------------


def har(entries):
    return json.dumps({"log": {"version": "1.2", "entries": entries}})


def entry(status=403, text=BODY, **content):
    fields = [{"name": "Authorization", "value": AUTHORIZATION}, {"name": ":authority", "value": "a"}]
    request = {"method": "POST", "url": "https://autoscaling.eu-west-1.amazonaws.com/", "headers": fields}
    return {"request": request, "response": {"status": status, "headers": [], "content": {"text": text, **content}}}


@pytest.mark.parametrize(
    "text, form, cause",
    [
        (har([entry(200), entry(), entry(200, "{}")]), "HAR", "wrong_service"),
        (
            har([entry(text="PEVycm9yPjxDb2RlPlNsb3dEb3duPC9Db2RlPjwvRXJyb3I+", encoding="base64", status=503)]),
            "HAR",
            "throttled",
        ),
        (
            har(
                [
                    {
                        "request": {"method": "GET", "url": "u"},
                        "response": {"status": 0, "_error": "net::ERR_CONNECTION_REFUSED Connection refused"},
                    }
                ]
            ),
            "HAR",
            "connect_refused",
        ),
        ("HTTP/1.1 403 Forbidden\r\nContent-Type: application/x-amz-json-1.1\r\n\r\n" + BODY, "HTTP", "wrong_service"),
        (
            "POST / HTTP/1.1\nHost: a.example\nX-Amz-Date: 20150830T123600Z\nAuthorization: "
            "%s\n\n{}\n\nHTTP/1.1 403\n\n%s" % (AUTHORIZATION, BODY),
            "HTTP",
            "wrong_service",
        ),
        ("HTTP/2 400 \r\nx-amz-bucket-region: eu-west-1\r\n\r\n", "HTTP", "wrong_region"),
        (BODY, "answer", "wrong_service"),
        ("The body was:\n" + SKEWED, "answer", "clock_skew"),
        ("<!DOCTYPE html><html><body>Forbidden</body></html>", "answer", "wrong_endpoint"),
        (
            "botocore.exceptions.ClientError: An error occurred (ExpiredToken) when calling the ListBuckets "
            "operation: The provided token has expired.",
            "error of an SDK",
            "token_expired",
        ),
        (
            "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation (reached "
            "max retries: 4): The security token included in the request is invalid.",
            "error of an SDK",
            "key_unknown",
        ),
        (
            "operation error S3: PutObject, https response error StatusCode: 403, RequestID: A, HostID: B, "
            "api error RequestTimeTooSkewed: The difference between the request time and the current time "
            "is too large.",
            "error of an SDK",
            "clock_skew",
        ),
        (
            "software.amazon.awssdk.services.s3.model.S3Exception: User: arn:aws:iam::1:user/a is not "
            "authorized to perform: s3:GetObject (Service: S3, Status Code: 403, Request ID: X)",
            "error of an SDK",
            "not_authorized",
        ),
        (
            "com.amazonaws.AmazonServiceException: %s (Service: AmazonAutoScaling; Status Code: 403; Error "
            "Code: SignatureDoesNotMatch; Request ID: X)" % REFUSED.strip(),
            "error of an SDK",
            "wrong_service",
        ),
        ("\ufeff" + BODY, "answer", "wrong_service"),
    ],
)
def test_formats(command, text, form, cause):
    found = explained(command, text)
    assert (found["read_as"], found["cause"]) == (form, cause), found


def test_a_file_and_its_encodings(command, tmp_path):
    (tmp_path / "utf-16").write_bytes(BODY.encode("utf-16"))
    (tmp_path / "wrong_region").write_text(BODY)  # a file is a file, whatever its name
    for name in ("utf-16", "wrong_region"):
        run = command("explain", tmp_path / name)
        assert (run.status, "wrong_service: " in run.out) == (0, True)


@pytest.mark.parametrize(
    "text, cause",
    [
        ("curl: (6) Could not resolve host: a.example", "dns_not_found"),
        ("curl: (7) Failed to connect to a.example port 443 after 3 ms: Connection refused", "connect_refused"),
        ("curl: (28) Failed to connect to a.example port 443 after 5001 ms: Timeout was reached", "connect_timeout"),
        ("curl: (28) Operation timed out after 5000 milliseconds with 0 bytes received", "http_silent"),
        ("curl: (35) error:0A00010B:SSL routines::wrong version number", "not_tls_http"),
        ("curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to a.example:443", "tls_closed"),
        ("curl: (52) Empty reply from server", "http_closed"),
        ("curl: (56) Recv failure: Connection reset by peer", "http_reset"),
        (
            "curl: (56) CONNECT tunnel failed, response 407\n< HTTP/1.1 407 Proxy Authentication Required",
            "proxy_auth_required",
        ),
        ("curl: (56) CONNECT tunnel failed, response 403", "proxy_forbids"),
        ("curl: (60) SSL certificate problem: self-signed certificate in certificate chain", "root_not_trusted"),
        ("curl: (60) SSL certificate problem: self signed certificate", "self_signed"),
        ("curl: (60) SSL certificate problem: certificate has expired", "leaf_expired"),
        ("curl: (60) SSL certificate problem: certificate is not yet valid", "not_yet_valid"),
        ("curl: (60) SSL: no alternative certificate subject name matches target host name 'a'", "name_mismatch"),
        ("javax.net.ssl.SSLHandshakeException: PKIX path building failed", "unknown_ca"),
        ("java.security.cert.CertificateException: No subject alternative DNS name matching a found.", "name_mismatch"),
        ("java.net.UnknownHostException: a.example", "dns_not_found"),
        ("javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?", "not_tls_http"),
        ("x509: certificate signed by unknown authority", "unknown_ca"),
        ("x509: certificate is valid for b.example, not a.example", "name_mismatch"),
        ("remote error: tls: certificate required", "client_certificate_missing"),
        (
            "ssl.SSLError: [SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required",
            "client_certificate_missing",
        ),
        ("ssl.SSLError: [SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca", "client_certificate_untrusted"),
        ("ssl.SSLError: [SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version", "tls_version"),
        ("ssl.SSLEOFError: [SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol", "tls_closed"),
        ("urllib3.exceptions.ReadTimeoutError: Read timed out. (read timeout=5)", "http_silent"),
        ("http.client.RemoteDisconnected: Remote end closed connection without response", "http_closed"),
        ("OSError: [Errno 113] No route to host", "connect_unreachable"),
        ("socket.gaierror: [Errno -3] Temporary failure in name resolution", "dns_timeout"),
    ],
)
def test_words_of_other_programs(command, text, cause):
    found = explained(command, text)
    assert (found["cause"], found["status"]) == (cause, 0)
    page = _pages.page(cause)
    assert (
        found["fix"] and "\n\n%s\n\n" % found["summary"] in page and len(found["fix"]) > 10 and "{h" not in found["fix"]
    )


def test_the_answer_of_a_proxy_to_connect_is_no_refused_signature(command):
    text = (
        "* Connected to proxy (10.0.0.1) port 3128\n> CONNECT a.example:443 HTTP/1.1\n> Host: a.example:443\n>\n"
        "< HTTP/1.1 403 Forbidden\n< Content-Type: text/html\n<\n* CONNECT tunnel failed, response 403\n<html>"
    )
    assert explained(command, text)["cause"] == "proxy_forbids"


def test_the_pages_quote_words_that_are_known():
    answers = [(name, phrases.cause(words)) for name, words in pages.quotations()]
    right = [name for name, found in answers if found and found[0] == name]
    assert len(right) >= 165 and len(set(right)) >= 55, (len(right), len(set(right)))


def test_of_words_that_fit_several_causes_all_are_named(command):
    evidence = dict(explained(command, "curl: (60) SSL certificate problem: certificate has expired")["evidence"])
    assert {"intermediate_expired", "root_expired"} <= set(evidence["the same is said for"].split(", "))
    assert "the same is said for" not in dict(explained(command, "unsuitable certificate purpose")["evidence"])


def test_what_curl_and_requests_really_said_is_known(command):
    """As the faults of the lab were told by them: the cause, or among those for which the same is said."""
    asked = 0
    for line in (ROOT / "core/diagnose/diagnosetest/said.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        scenario, status, curl, kind, requests = line.split("\t")
        texts = ["curl: (%s) %s" % (status, curl)] if status != "0" else []
        texts += ["requests.exceptions.%s: %s" % (kind, requests)] if kind else []
        for text in texts:
            asked += 1
            found = explained(command, text)
            others = dict(found["evidence"]).get("the same is said for", "").split(", ")
            assert scenario.split(": ")[0] in (found["cause"], *others), (scenario, text, found["cause"])
    assert asked > 250


def test_every_phrase_is_of_a_cause():
    assert {row[0] for row in phrases._PHRASES} <= set(_pages.names())


def test_what_tells_nothing_is_unknown(command):
    for text in ("", "hello", "\0\0\xff", "{", "> GET / HTTP/1.1\n"):
        found = explained(command, text.encode("latin-1"))
        assert (found["cause"], found["status"]) == ("unknown", 1), text


# ---- Pages ------------------------------------------------------------------------


def test_every_code_and_every_cause_has_a_page(command):
    for number, row in TABLE.items():
        for word in (row[0], str(number), "SALLY_E_" + row[0]):
            page = command("explain", "--json", word).json
            assert (page.get("code") or number, page["fix"]) == (number, row[4]), word
    for name in _pages.names():
        run = command("explain", name)
        assert run.status == 0 and run.out.startswith(name) and "Fix: " in run.out and ".md)" not in run.out, name


def test_without_the_pages_there_is_the_table(command, monkeypatch):
    monkeypatch.setattr(_pages, "page", lambda id: "")
    assert command("explain", "HTTP_STATUS").out.startswith("HTTP_STATUS\n\nThe response has an error status")


# ---- Texts of strangers -----------------------------------------------------------


def test_nothing_in_a_text_controls_the_terminal(command):
    for text in (
        "An error occurred (AccessDenied) when calling the X operation: \x1b[2Jgone \x9b1m \u202e",
        "< HTTP/1.1 403 \x1b[31m\n< X: \x1b[31m\n<\n<Error><Code>\x1b[2J</Code></Error>",
        "\x1b[2J Connection refused \x07",
    ):
        out = command("explain", stdin=text.encode()).out
        assert not any(char in out for char in "\x1b\x9b\x07\u202e"), out


def test_what_is_too_large_is_said(command, monkeypatch):
    monkeypatch.setattr(pasted, "LIMIT", 1 << 20)
    run = command("explain", stdin=b"x" * ((1 << 20) + 1))
    assert (run.status, "more than 1 MiB" in run.err) == (2, True)


def test_a_secret_in_a_text_is_not_repeated(command):
    for text in (
        "* Connected to a (1.2.3.4) port 443\n> GET /?X-Amz-Security-Token=%s HTTP/1.1\n> Host: a\n> "
        "Authorization: Bearer %s\n>\n< HTTP/1.1 403 F\n<\n%s" % (SECRET, SECRET, BODY),
        "requests.exceptions.ConnectionError: https://a.example/?X-Amz-Signature=%s: Connection refused" % SECRET,
    ):
        run = command("explain", stdin=text.encode())
        assert run.status == 0 and SECRET not in run.out


SEEDS = [
    har([entry()]).encode(),
    b"* Connected to a (1.2.3.4) port 443\n> GET / HTTP/1.1\n> Host: a\n>\n< HTTP/1.1 403 F\n< A: b\n<\n"
    + BODY.encode(),
    b"2026-01-01 00:00:00,000 botocore.auth [DEBUG] CanonicalRequest:\nGET\n/\n\n\n\nx\n"
    b"2026-01-01 00:00:00,000 botocore.endpoint [DEBUG] Sending http request: <AWSPreparedRequest stream_output=False, "
    b"method=GET, url=https://a/, headers={'A': b'b\\x41', 'C': \"d\"}>\n"
    b"2026-01-01 00:00:00,000 botocore.parsers [DEBUG] Response body:\nb'<Error/>\\n'\n",
    b"HTTP/1.1 403 F\nA: b\n\n" + SKEWED.encode(),
    b"An error occurred (ExpiredToken) when calling the X operation: y (Service: S3; Status Code: 403; Error Code: A)",
]


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_no_text_ends_it_otherwise_than_with_an_answer_or_an_error(command, seed):
    """A small fuzzer with a fixed beginning: pieces cut out, doubled, swapped and damaged."""
    dice = random.Random(seed)
    for _ in range(150):
        text = bytearray(SEEDS[seed])
        for _ in range(dice.randrange(1, 6)):
            at, to = sorted(dice.randrange(len(text) + 1) for _ in range(2))
            change = dice.randrange(4)
            if change == 0:
                del text[at:to]
            elif change == 1:
                text[at:at] = text[at:to] * dice.randrange(1, 4)
            elif change == 2 and text:
                text[at % len(text)] = dice.randrange(256)
            else:
                other = dice.choice(SEEDS)
                text[at:to] = other[dice.randrange(len(other)) :]
        assert command("explain", stdin=bytes(text)).status in (0, 1, 2), bytes(text)
    for text in (
        b"[" * 100000,
        b'{"log":{"entries":' + b"[" * 100000,
        b'{"log": {"entries": [1, null, {"response": 3}]}}',
    ):
        assert command("explain", stdin=text).status in (0, 1), text[:80]
