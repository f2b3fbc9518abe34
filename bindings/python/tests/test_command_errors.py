"""What the command refuses, with which words and which exit status; and no secret in any of it."""

import os
import signal
import socket
import subprocess
import sys

import pytest
from command import SECRET

import sallyport
from sallyport import _pages
from sallyport._codes import EXIT, TABLE
from sallyport._command import advice

PROGRAM = [sys.executable, "-m", "sallyport"]


def started(*words, **options):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([*PROGRAM, *words], env=environment, **options)


def test_each_category_has_an_exit_status():
    assert {row[1] for row in TABLE.values()} == set(EXIT)
    assert len(set(EXIT.values())) == len(EXIT) and not set(EXIT.values()) & {0, 1, 130, 141}


@pytest.mark.parametrize(
    "words, status, name",
    [
        (["get", "no-url"], "usage", "INVALID_URL"),
        (["sign", "https://sts.eu-west-1.amazonaws.com/"], "credentials", "CREDENTIALS_MISSING"),
        (["sign", "--profile", "nobody", "https://sts.eu-west-1.amazonaws.com/"], "credentials", "PROFILE_NOT_FOUND"),
        (["get", "http://127.0.0.1:1/"], "network", "CONNECT_REFUSED"),
        (["get", "--cacert", "/no/such/file", "https://127.0.0.1:1/"], "tls", "CA_UNREADABLE"),
        (["get", "--allow", "public", "http://127.0.0.1:1/"], "network", "ADDRESS_NOT_ALLOWED"),
        (["publish", "-d", "", "not a host", "topic"], "publish", "ENDPOINT_INVALID"),
        (["verify", "--signature", "/dev/null"], "verification", "SIGNATURE_EMPTY"),
        (["verify", "--metadata", "--endpoint", "http://127.0.0.1:1"], "network", "METADATA_UNREACHABLE"),
    ],
)
def test_the_exit_status_is_that_of_the_category(command, words, status, name):
    run = command(*words)
    assert (run.status, run.out) == (EXIT[status], "")
    assert run.err.startswith("sallyport: %s: " % name) and "\nHint: " in run.err
    run = command(*words, "--json")
    assert (run.status, run.err) == (EXIT[status], "")
    error = run.json["error"]
    assert (error["name"], TABLE[error["code"]][0]) == (name, name) and error["hint"]
    assert error["cause"] in _pages.names() or not error["cause"]


@pytest.fixture
def silent():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield listening


def test_limits_of_time(command, silent):
    url = "http://127.0.0.1:%d/" % silent.getsockname()[1]
    run = command("get", "--max-time", "0.2", url)
    assert (run.status, "DEADLINE_EXCEEDED" in run.err) == (5, True)


def test_certificates(command, lab):
    host = lab.reach["hosts"][0]
    at = ["--resolve", "%s:%d:%s" % (host, lab.reach["port"], lab.reach["address"])]
    url = "https://%s:%d/hello" % (host, lab.reach["port"])
    assert command("get", url, *at).status == 7
    assert command("get", url, *at, "-k").status == 0
    assert command("get", url, *at, "--cacert", lab.ca).status == 0
    run = command("get", url, *at, "--cacert", lab.ca, "--pinnedpubkey", "sha256//" + "A" * 43 + "=")
    assert (run.status, "SPKI_PIN_MISMATCH" in run.err) == (7, True)
    assert command("get", "https://%s:%d/" % (lab.reach["address"], lab.reach["port"]), "--cacert", lab.ca).status == 7


@pytest.mark.parametrize(
    "words, said",
    [
        ([], "usage: sallyport COMMAND"),
        (["nonsense"], "invalid choice"),
        (["get"], "required"),
        (["get", "https://a.example/", "another"], "too many arguments: 1"),
        (["get", "--resolv", "a:1:127.0.0.1", "https://a.example/"], "unknown: --resolv"),
        (["get", "--max-time", "soon", "https://a.example/"], "--max-time"),
        (["get", "--max-time", "0", "https://a.example/"], "more than 0"),
        (["get", "--max-time", "nan", "https://a.example/"], "not finite"),
        (["get", "--connect-timeout", "-1", "https://a.example/"], "more than 0"),
        (["get", "--retry", "-1", "https://a.example/"], "retries"),
        (["get", "--retry", "x", "https://a.example/"], "--retry"),
        (["get", "--resolve", "nonsense", "https://a.example/"], "host:port:address"),
        (["get", "--cacert", "", "https://a.example/"], "empty"),
        (["get", "--key", "k", "https://a.example/"], "--key needs --cert"),
        (["get", "--pinnedpubkey", "x", "https://a.example/"], "pin"),
        (["get", "--proxy", "nonsense://h", "https://a.example/"], "proxy"),
        (["get", "--allow", "", "https://a.example/"], "allow"),
        (["get", "-X", "B AD", "https://a.example/"], "method"),
        (["get", "-H", "no colon", "https://a.example/"], "colon"),
        (["get", "-H", "bad name: x", "https://a.example/"], "header"),
        (["get", "-H", "@/no/such/file", "https://a.example/"], "/no/such/file"),
        (["get", "--max-redirs", "-1", "https://a.example/"], "max_redirects"),
        (["get", "--max-filesize", "0", "https://a.example/"], "max_body"),
        (["sign", "--aws-sigv4", "goog4:x", "https://a.example/"], "SCHEME_UNSUPPORTED"),
        (["presign", "--expires", "0", "https://s3.eu-west-1.amazonaws.com/"], "EXPIRES_OUT_OF_RANGE"),
        (["presign", "-d", "x", "https://s3.eu-west-1.amazonaws.com/"], "body"),
        (["sign", "--payload-hash", "xyz", "https://s3.eu-west-1.amazonaws.com/"], "PAYLOAD_HASH_MALFORMED"),
        (["token"], "eks, rds"),
        (["token", "eks", "--cluster-name", "c"], "REGION_UNKNOWN"),
        (["token", "eks"], "--cluster-name"),
        (["token", "rds", "--hostname", "h", "--port", "x", "--username", "u"], "--port"),
        (["verify"], "--signature"),
        (["verify", "--metadata", "--signature", "x"], "either"),
        (["verify", "--signature", "-", "--document", "-"], "both"),
        (["verify", "--signature", "/dev/null", "--min-digest", "md4"], "min_digest"),
        (["verify", "--signature", "/dev/null", "--max-age", "-1"], "max_age"),
        (["verify", "--signature", "/dev/null", "--certificate", "/dev/null"], "PIN_MALFORMED"),
        (["resolve", "ftp://a.example/"], "INVALID_URL"),
        (["resolve", "https://[::1"], "INVALID_URL"),
        (["resolve", "a.example:99999"], "INVALID_URL"),
        (["resolve", "--resolve", "a", "a.example"], "RESOLVE_MALFORMED"),
        (["explain", "NO_SUCH_CODE"], "NO_SUCH_CODE"),
        (["diagnose", "--max-time", "x", "https://a.example/"], "--max-time"),
        (["doctor", "--spark", "--json"], "PySpark"),
    ],
    ids=lambda value: "-".join(value)[:40] if isinstance(value, list) else "",
)
def test_bad_input_is_said_and_ends_with_two(command, keys, monkeypatch, words, said):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    run = command(*words)
    assert (run.status if "PIN_" not in said else 2, said in run.out + run.err) == (2, True), run.out + run.err
    assert SECRET not in run.out + run.err


@pytest.mark.parametrize(
    "words",
    [
        ["get", "-u", "AKIDEXAMPLE:" + SECRET, "https://a.example/"],
        ["get", "--user", "AKIDEXAMPLE:" + SECRET, "https://a.example/"],
        ["sign", "--secret-access-key", SECRET, "https://a.example/"],
        ["sign", "--secret-access-key=" + SECRET, "https://a.example/"],
        ["sign", "--session-token", SECRET, "https://a.example/"],
        ["sign", "--unknown-secret", SECRET, "https://a.example/"],
        ["sign", "--unknown-secret=" + SECRET, "https://a.example/"],
        ["sign", "https://a.example/", SECRET],
        ["get", "-H", "Authorization: Bearer " + SECRET, "https://a.example/"],
        ["get", "-H", "x-amz-security-token:" + SECRET, "https://a.example/"],
        ["get", "-H", SECRET, "https://a.example/"],
        ["get", "https://user:%s@a.example/" % SECRET],
        ["diagnose", "https://user:%s@a.example/" % SECRET],
        ["get", "--proxy", "http://user:%s@proxy.example:3128" % SECRET, "https://a.example/"],
        ["get", "--proxy-user", "user:" + SECRET, "https://a.example/"],
        ["get", "--cert", "/dev/null:" + SECRET, "https://a.example/"],
        ["get", "--pass", SECRET, "https://a.example/"],
        ["token", "eks", "--token", SECRET, "--cluster-name", "c"],
    ],
    ids=lambda words: "-".join(words)[:40],
)
def test_a_secret_among_the_arguments_is_refused_and_not_repeated(command, words):
    for more in ([], ["--json"]):
        run = command(*words, *more)
        assert run.status == 2
        assert SECRET not in run.out + run.err
        if not any(word.startswith("--unknown") or word == SECRET for word in words):
            assert "everyone on this machine" in run.out + run.err


def test_of_a_proxy_in_the_environment_the_password_stays_there(command, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://user:%s@127.0.0.1:1" % SECRET)
    for words in (
        ["get", "http://a.example/"],
        ["diagnose", "http://a.example/"],
        ["doctor"],
        ["resolve", "--resolve", "a.example:*:127.0.0.1", "http://a.example/"],
    ):
        run = command(*words)
        assert SECRET not in run.out + run.err


def test_an_error_of_a_connection_names_its_cause(command):
    assert (
        "\nCause: connect_refused, of which `sallyport explain connect_refused`"
        in command("get", "http://127.0.0.1:1/").err
    )
    assert command("get", "http://127.0.0.1:1/", "--json").json["error"]["cause"] == "connect_refused"


def test_interrupted(silent):
    run = started(
        "get", "http://127.0.0.1:%d/" % silent.getsockname()[1], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    connection, _ = silent.accept()  # it waits for the answer now
    connection.recv(100)
    run.send_signal(signal.SIGINT)
    assert run.communicate() == (b"", b"")
    assert run.returncode == 130
    connection.close()


def test_a_pipe_that_closes(server):
    reading, writing = os.pipe()
    os.close(reading)
    run = started("get", server.url + "/bytes?count=1000000", stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (run.communicate()[1], run.returncode) == (b"", 141)


def test_a_terminal_of_another_encoding(tmp_path):
    (tmp_path / "text").write_bytes(
        "An error occurred (AccessDenied) when calling the X operation: caf\u00e9 \x1b[2J".encode()
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "ascii"}
    run = subprocess.run(
        [*PROGRAM, "explain", str(tmp_path / "text")], env=environment, stdout=subprocess.PIPE, check=True
    )
    assert b"not_authorized" in run.stdout and b"\x1b" not in run.stdout and b"caf\\xe9" in run.stdout


def test_version_and_the_way_in(command):
    assert command("--version").out == "sallyport %s\n" % sallyport.__version__
    run = started("--help", stdout=subprocess.PIPE)
    assert b"usage: sallyport COMMAND" in run.communicate()[0] and run.returncode == 0


@pytest.mark.parametrize(
    "text, shown",
    [
        ('Pass the CA that signed it: verify="ca.pem".', "Pass the CA that signed it: --cacert ca.pem."),
        ('Pin the address: resolve={"host": "ip"}; then', "Pin the address: --resolve host:*:ip; then"),
        ("correct resolve=, or the name", "correct --resolve, or the name"),
        ('Pass cert=("cert.pem", "key.pem").', "Pass --cert cert.pem --key key.pem."),
        ("Pass region=, or set AWS_REGION.", "Pass --region, or set AWS_REGION."),
        ("update spki_pins; otherwise", "update --pinnedpubkey; otherwise"),
        ('Use scheme="aws4", and a host', 'Use scheme="aws4", and a host'),
    ],
)
def test_hints_are_in_the_words_of_the_command(text, shown):
    assert advice.of_command(text) == shown


def test_no_hint_names_an_argument_that_an_option_stands_for():
    for row in TABLE.values():
        for argument in ("verify=", "resolve=", "cert=", "region=", "service=", "spki_pins", "allow=", "max_body="):
            assert argument not in advice.of_command(row[4]), row[0]
