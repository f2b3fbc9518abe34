"""sallyport get and publish, and what they write."""

import json
import os
import pty
import subprocess
import sys
import types

import pytest
from command import SECRET

from sallyport._command import get, output

ESC = "\x1b"


def test_the_body_goes_to_stdout_as_it_is(command, server):
    assert command("get", server.url + "/bytes?count=70000").bytes == bytes(70000)
    head, _, body = command("get", "-i", server.url + "/cookies").out.partition("\n\n")
    assert head.startswith("HTTP 200 OK\n") and "Set-Cookie: a=1\nSet-Cookie: b=2" in head and body == ""


@pytest.mark.parametrize(
    "words, method, body, content_type",
    [
        ([], "GET", b"", None),
        (["-I"], "HEAD", b"", None),
        (["-X", "delete"], "DELETE", b"", None),
        (["-d", "a=1", "-d", "b=2"], "POST", b"a=1&b=2", "application/x-www-form-urlencoded"),
        (["-d", "@lines"], "POST", b"onetwo", "application/x-www-form-urlencoded"),
        (["-d", "@-"], "POST", b"stdin", "application/x-www-form-urlencoded"),
        (["--data-binary", "@lines", "-H", "content-type: text/x"], "POST", b"one\r\ntwo\n", "text/x"),
        (["-X", "PUT", "--data", "", "-H", "@fields"], "PUT", b"", "text/y"),
    ],
)
def test_the_request_in_words_of_curl(command, server, tmp_path, monkeypatch, words, method, body, content_type):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lines").write_bytes(b"one\r\ntwo\n")
    (tmp_path / "fields").write_bytes(b"Content-Type: text/y\r\n\nAuthorization: Bearer " + SECRET.encode() + b"\n")
    assert command("get", server.url + "/echo", *words, stdin=b"stdin\n").status == 0
    seen = server.seen[-1]
    fields = {name.lower(): value for name, value in seen[2]}
    assert (seen[0], seen[3], fields.get("content-type")) == (method, body, content_type)
    assert fields.get("authorization") == ("Bearer " + SECRET if "@fields" in words else None)


def test_a_file_is_there_as_a_whole_or_not_at_all(command, server, tmp_path):
    target = tmp_path / "out"
    assert command("get", "-o", target, server.url + "/bytes?count=3").bytes == b""
    assert target.read_bytes() == bytes(3)
    for words in (["-o", target], ["-o", target, "-d", "x"]):  # a download, and a request whose answer goes into a file
        run = command("get", server.url + "/status?code=404", *words)
        assert (run.status, run.out, "HTTP_STATUS: 404" in run.err) == (8, "{}", True)
        assert target.read_bytes() == bytes(3)
    assert command("get", "-o", target, "-d", "x", server.url + "/bytes?count=5").status == 0
    assert target.read_bytes() == bytes(5)
    run = command("get", "-o", tmp_path / "no" / "out", server.url + "/bytes?count=3")
    assert (run.status, "No such file" in run.err) == (2, True)
    assert os.listdir(str(tmp_path)) == ["out"]
    pipe = tmp_path / "pipe"  # as /dev/null: it takes the body, and stays what it is
    os.mkfifo(str(pipe))
    end = os.open(str(pipe), os.O_RDWR | os.O_NONBLOCK)
    try:
        run = command("get", "-o", pipe, server.url + "/status?code=404")
        assert (run.status, run.out) == (8, "{}")
        assert command("get", "-o", pipe, server.url + "/bytes?count=3").status == 0
        assert os.read(end, 10) == bytes(3) and pipe.is_fifo()
    finally:
        os.close(end)


def test_json_has_what_curl_hides(command, server, tmp_path):
    run = command("get", "--json", server.url + "/redirect").json
    assert (run["status_code"], run["peer"]["ip"], json.loads(run["text"])["path"]) == (200, "127.0.0.1", "/echo")
    assert [(one["status_code"], one["url"]) for one in run["history"]] == [(302, server.url + "/redirect")]
    assert run["timings"]["total"] > 0 and ["Content-Type", "application/json"] in run["headers"]
    assert command("get", "--json", server.url + "/latin").json["base64"] == "Y2Fm6Q=="
    run = command("get", "--json", server.url + "/status?code=503")
    assert (run.status, run.json["status_code"], run.json["error"]["name"]) == (8, 503, "HTTP_STATUS")
    run = command("get", "--json", "--max-redirs", "0", server.url + "/redirect")
    assert (run.status, run.json["status_code"]) == (8, 302)
    run = command("get", "--json", "--max-filesize", "10", server.url + "/bytes?count=11")
    assert (run.status, run.json["error"]["name"]) == (8, "HTTP_BODY_TOO_LARGE")


def on_a_terminal(server_url, *words, stdin=None, **environment):
    """Runs the command with a terminal for stdout and stderr."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm", **environment}
    run = subprocess.Popen(
        [sys.executable, "-m", "sallyport", *words], stdin=stdin, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    out = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        out += piece
    os.close(ours)
    return run.wait(), out.decode("utf-8", "replace")


def test_what_controls_a_terminal_does_not_reach_one(command, server):
    status, shown = on_a_terminal(server.url, "get", "-i", server.url + "/terminal", NO_COLOR="1")
    assert status in (0, 8) and ESC not in shown
    status, shown = on_a_terminal(server.url, "get", server.url + "/bytes?count=9")
    assert (status, "-o FILE" in shown, "\0" in shown) == (0, True, False)
    status, shown = on_a_terminal(server.url, "get", "--json", server.url + "/terminal")
    assert ESC not in shown and "\x07" not in shown


def test_colour_and_progress_are_for_terminals_that_want_them(server, tmp_path):
    url = server.url + "/bytes?count=300000"
    _, shown = on_a_terminal(url, "get", "-o", str(tmp_path / "out"), url)
    assert "100% of 293.0 KiB" in shown and shown.endswith(ESC + "[K")
    refused = ["diagnose", "http://127.0.0.1:1/"]
    assert ESC + "[31mconnect_refused" in on_a_terminal(url, *refused)[1]
    assert ESC not in on_a_terminal(url, *refused, NO_COLOR="1")[1]
    assert ESC not in on_a_terminal(url, *refused, TERM="dumb")[1]


def test_signed_and_refused(command, lab, tmp_path):
    at = ["--resolve", "%s:%d:%s" % (lab.aws["host"], lab.aws["port"], lab.aws["address"]), "--cacert", lab.ca]
    files = ["--config-file", lab.aws["config_file"], "--credentials-file", lab.aws["credentials_file"]]
    url = "https://%s:%d/" % (lab.aws["host"], lab.aws["port"])
    target = "X-Amz-Target: AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"
    words = ["get", url, "-d", "{}", "-H", "Content-Type: application/x-amz-json-1.1", "-H", target, *at, *files]
    assert command(*words, "--profile", lab.aws["profile"]).status == 0
    run = command(*words, "--profile", lab.aws["profile"], "--aws-sigv4", "aws:amz:eu-west-1")
    assert run.status == 8 and "Credential" in run.out
    assert lab.aws["secret_access_key"] not in run.out + run.err and lab.aws["session_token"] not in run.out + run.err


def test_that_a_request_was_signed_again_is_said(capsys):
    response = types.SimpleNamespace(resigned="clock: ahead", raise_for_status=lambda: None)
    assert get._ended(response, output.Output(json=False)) == 0
    assert capsys.readouterr().err == "Signed once more: clock: ahead\n"


def publish(lab, *words):
    host, port = lab.iot["host"], lab.iot["port_443"]
    at = ["--resolve", "%s:%d:%s" % (host, port, lab.iot["address"]), "--cacert", lab.ca, "--port", port]
    return ["publish", *at, host, *words]


def test_publish(command, lab, tmp_path):
    device = ["--cert", lab.iot["device"]["cert"], "--key", lab.iot["device"]["key"]]
    properties = ["--user-property", "a: 1", "--user-property", "a: 2", "--message-expiry", "60"]
    run = command(*publish(lab, "data/test", "-d", '{"a":1}', "--qos", "1", "--json", *properties, *device))
    assert (run.status, run.json["status_code"], bool(run.json["trace_id"])) == (0, 200, True)
    run = command(
        *publish(
            lab, "data/test", "-d", "x", "--cert", lab.iot["stranger"]["cert"], "--key", lab.iot["stranger"]["key"]
        )
    )
    assert run.status in (6, 9)
    authorizer = tmp_path / "authorizer.json"
    authorizer.write_text(json.dumps(lab.iot["authorizer"]))
    run = command(*publish(lab, "data/test", "-d", "x", "--authorizer", authorizer))
    assert (run.status, lab.iot["authorizer"]["token"] in run.out + run.err) == (0, False)


def test_publish_lines(command, lab):
    device = ["--cert", lab.iot["device"]["cert"], "--key", lab.iot["device"]["key"]]
    before = max((r["number"] for r in lab.records()), default=0)
    run = command(*publish(lab, "data/test", "--lines", "--qos", "1", *device), stdin=b"one\n\xff two\r\n\nlast")
    assert (run.status, run.out) == (0, "published: 4 of 4 to data/test\n"), run.err
    bodies = [r for r in lab.records(after=before) if "data/test" in str(r) or "data%2Ftest" in str(r)]
    assert len(bodies) == 4
    run = command(*publish(lab, "data/test", "--lines", "--json", "--concurrency", "1", *device), stdin=b"")
    assert (run.status, run.json) == (0, {"published": 0, "failed": []})
    run = command(*publish(lab, "a/+/b", "--lines", *device), stdin=b"line\n" * 30)
    assert (run.status, run.out) == (9, "published: 0 of 30 to a/+/b\n")
    assert run.err.startswith("lines 1 to 30: TOPIC_INVALID: ") and run.err.count("\n") == 1
    run = command(*publish(lab, "a/+/b", "--lines", "--json", *device), stdin=b"line\n" * 3)
    assert [(e["line"], e["name"]) for e in run.json["failed"]] == [(n, "TOPIC_INVALID") for n in (1, 2, 3)]
    run = command(*publish(lab, "data/test", "--lines", "-d", "x", *device), stdin=b"line\n")
    assert run.status == 2 and "--lines" in run.err


@pytest.mark.parametrize(
    "words, status, said",
    [
        (["a/+/b", "-d", "x", "--region", "eu-west-1"], 9, "TOPIC_INVALID"),
        (["a", "-d", "x", "--qos", "2", "--region", "eu-west-1"], 9, "MESSAGE_INVALID"),
        (["a", "-d", "x", "--port", "no"], 2, "--port"),
        (["a", "-d", "x", "--user-property", "no colon"], 2, "colon"),
        (["a", "-d", "x", "--authorizer", "/dev/null"], 2, "JSON object"),
        (["a", "-d", "x", "--cert", "/no/such/file"], 6, "CLIENT_CERTIFICATE_UNREADABLE"),
        (["a", "-d", "@/no/such/file"], 2, "/no/such/file"),
    ],
)
def test_what_cannot_be_published(command, keys, words, status, said):
    run = command("publish", "a1.iot.eu-west-1.amazonaws.com", *words)
    assert (run.status, said in run.err) == (status, True), run.err
