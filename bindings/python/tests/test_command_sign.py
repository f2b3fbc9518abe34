"""sallyport sign, presign, token, verify, resolve, inspect, diagnose, doctor."""

import base64
import datetime
import json
import os
import subprocess
import sys
import time
import types
import urllib.parse

import botocore.auth
import botocore.session
import botocore.signers
import pytest
from command import SECRET
from sources import Sources

import sallyport
from sallyport import tokens
from sallyport._command import checks, resolve

RDS = ("--hostname", "d.abc.eu-west-1.rds.amazonaws.com", "--port", "1", "--username", "u")
STS = "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15"
NOW = 1440938160


def test_sign_writes_what_the_signer_makes(command, keys):
    run = command(
        "sign", "-X", "put", "-H", "X-Amz-Meta-A: b", "-d", "body", "--json", "https://b.s3.eu-west-1.amazonaws.com/k y"
    ).json
    assert (run["method"], run["url"]) == ("PUT", "https://b.s3.eu-west-1.amazonaws.com/k%20y")
    assert "content-length" not in run["string_to_sign"] and "x-amz-meta-a:b" in run["canonical_request"]
    assert run["headers"]["Authorization"].endswith("Signature=" + run["signature"])
    lines = command("sign", STS).out.split("\n")
    assert lines[0] == "GET " + STS and any(line.startswith("Authorization: AWS4-HMAC-SHA256 ") for line in lines)
    assert command("sign", "--canonical", "-", stdin=STS.encode()).out.startswith("GET\n/\nAction=GetCallerIdentity")


@pytest.mark.parametrize(
    "words, scope",
    [
        (["--aws-sigv4", "aws:amz:us-west-2:es"], "us-west-2/es"),
        (["--aws-sigv4", "aws:us-west-2:es"], "us-west-2/es"),
        (["--aws-sigv4", "AWS:AMZ:us-west-2"], "us-west-2/sts"),
        (["--aws-sigv4", "aws"], "eu-west-1/sts"),
        (["--aws-sigv4", "aws:amz:us-west-2:es", "--region", "ap-south-1"], "ap-south-1/es"),
        (["--service", "iam"], "eu-west-1/iam"),
    ],
)
def test_the_scope(command, keys, words, scope):
    headers = command("sign", STS, "--json", *words).json["headers"]
    assert "/%s/aws4_request" % scope in headers["Authorization"]


def test_the_config_for_curl_quotes(command, keys):
    run = command("sign", "--curl", "-H", 'X-Amz-Meta-A: a"b\\c', "--data-binary", 'line\n"quoted"', STS).out
    assert 'header = "X-Amz-Meta-A: a\\"b\\\\c"' in run and 'data-raw = "line\\n\\"quoted\\""' in run
    assert "data-raw" not in command("sign", "--curl", STS).out


@pytest.mark.parametrize(
    "words, method, fields, body",
    [
        (["-I"], "HEAD", {}, b""),
        (["-H", "X-Amz-Meta-Empty:"], "GET", {"x-amz-meta-empty": ""}, b""),
        (["-H", "X-Amz-Meta-Empty;"], "GET", {"x-amz-meta-empty": ""}, b""),
        (["-X", "PUT", "-H", "Content-Type: a/b", "-d", 'é "q"'], "PUT", {"content-type": "a/b"}, 'é "q"'.encode()),
        (["-H", "Host: other.example"], "GET", {"host": "other.example"}, b""),
    ],
)
def test_curl_sends_what_the_config_says(command, keys, server, words, method, fields, body):
    config = command(
        "sign", "--curl", "--service", "es", "--region", "eu-west-1", *words, server.url + "/a b?q=c d"
    ).out
    curl = ["curl", "--silent", "--show-error", "--max-time", "60", "--noproxy", "*", "--config", "-"]
    subprocess.run(curl, input=config.encode(), check=True, stdout=subprocess.DEVNULL)
    sent, path, headers, got = server.seen[-1]
    assert (sent, got) == (method, body)
    lower = {name.lower(): value for name, value in headers}
    assert fields.items() <= lower.items()
    sallyport.verify_request(sent, "http://" + lower["host"] + path, headers, got, secret_for=lambda key: SECRET)


def test_a_body_that_no_config_can_hold_is_not_cut(command, keys, tmp_path):
    file = tmp_path / "body"
    for content in (b"a\0b", b"\xff"):
        file.write_bytes(content)
        config = command("sign", "--curl", "--service", "es", "--data-binary", "@%s" % file, STS).out
        assert "data-raw" not in config and "--data-binary @FILE" in config


def test_credentials_in_their_order(command, monkeypatch, tmp_path):
    credentials = tmp_path / "credentials"
    credentials.write_text(
        "[default]\naws_access_key_id=AKIDDEFAULT\naws_secret_access_key=%s\n[p]\naws_access_key_id=AKIDPROFILE\naws_secret_access_key=%s\n"
        % (SECRET, SECRET)
    )

    def key(*words):
        return (
            command("sign", STS, "--json", *words)
            .json["headers"]["Authorization"]
            .split("Credential=")[1]
            .split("/")[0]
        )

    assert key("--credentials-file", credentials) == "AKIDDEFAULT"
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "AKIDALIBABA")
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET)
    assert key("--provider", "alibaba") == "AKIDALIBABA"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    assert key() == "AKIDDEFAULT"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT")
    assert command("sign", STS).status == 3  # half of them
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    assert (key(), key("--profile", "p")) == ("AKIDENVIRONMENT", "AKIDPROFILE")
    assert key("--credentials-file", credentials) == "AKIDDEFAULT"


def test_credentials_are_fetched(command, monkeypatch):
    """Of a container; what all that signs and the doctor make of them."""
    with Sources() as sources:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", sources.url + "/container")
        assert "Credential=CONTAINER/" in command("sign", STS).out
        assert "X-Amz-Credential=CONTAINER%2F" in command("presign", "https://b.s3.eu-west-1.amazonaws.com/k").out
        assert (
            "DBUser=u&X-Amz-" in command("token", "rds", *RDS).out
            and "CONTAINER%2F" in command("token", "rds", *RDS).out
        )
        row = next(row for row in command("doctor", "--json").json if row["check"] == "credentials")
        assert row["state"] == "ok" and row["found"].startswith("from the container's credentials, until 20")
        sources.fail(403)
        row = next(row for row in command("doctor", "--json").json if row["check"] == "credentials")
        assert row["state"] == "warn" and "AccessDenied: not you" in row["found"]
        assert command("sign", STS).status == 3


def test_presign(command, keys):
    url = "https://b.s3.eu-west-1.amazonaws.com/k"
    assert "X-Amz-Expires=60&" in command("presign", "--expires", "60", url).out
    run = command(
        "presign", "-", url, "--json", "-X", "PUT", stdin=b"%s?a\n\n%s?b\n" % (url.encode(), url.encode())
    ).json
    names = [urllib.parse.parse_qs(one["url"].partition("?")[2], keep_blank_values=True) for one in run]
    assert [("a" in given, "b" in given, "X-Amz-Signature" in given) for given in names] == [
        (True, False, True),
        (False, True, True),
        (False, False, True),
    ]


def frozen(monkeypatch):
    now = datetime.datetime(2015, 8, 30, 12, 36, 0)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda **_: now)
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", SECRET, "TOKEN/+=")
    return session


def signer(service):
    return sallyport.Signer(
        access_key_id="AKIDEXAMPLE", secret_access_key=SECRET, session_token="TOKEN/+=", service=service
    )


def parts(url):
    split = urllib.parse.urlsplit(url)
    return split.netloc, split.path, sorted(urllib.parse.parse_qsl(split.query, keep_blank_values=True))


@pytest.mark.parametrize("region", ["eu-west-1", "us-gov-west-1", "cn-north-1"])
def test_the_token_of_eks_is_that_of_the_aws_cli(monkeypatch, region):
    client = frozen(monkeypatch).create_client("sts", region_name=region)
    client.meta.events.register(
        "before-sign.sts.GetCallerIdentity",
        lambda request, **_: request.headers.add_header("x-k8s-aws-id", "my cluster"),
    )
    theirs = client.generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
    ours = tokens.eks(signer(None), "my cluster", region, time=NOW)
    assert ours.startswith("k8s-aws-v1.") and "=" not in ours
    assert parts(base64.urlsafe_b64decode(ours[11:] + "==").decode()) == parts(theirs)


@pytest.mark.parametrize("user", ["app", "app user/+&é"])
def test_the_token_of_rds_is_that_of_botocore(monkeypatch, user):
    host = "db.abcdefghijkl.eu-west-1.rds.amazonaws.com"
    client = frozen(monkeypatch).create_client("rds", region_name="eu-west-1")
    theirs = client.generate_db_auth_token(host, 3306, user)
    ours = tokens.rds(signer(None), host, 3306, user, time=NOW)
    assert parts("https://" + ours) == parts("https://" + theirs) and not ours.startswith("https:")


def test_tokens_as_they_are_written(command, keys, monkeypatch):
    credential = command("token", "eks", "--cluster-name", "c", "--region", "eu-west-1", "--json").json
    assert (credential["kind"], credential["status"]["token"][:11]) == ("ExecCredential", "k8s-aws-v1.")
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    written = command("token", "eks", "--cluster-name", "c").out.strip()
    assert "sts.us-west-2." in base64.urlsafe_b64decode(written[11:] + "==").decode()
    assert "/us-west-2/rds-db/" in urllib.parse.unquote(
        command("token", "rds", "--hostname", "db.example", "--port", "1", "--username", "u").out
    )


@pytest.mark.parametrize("words", [("eks", "--cluster-name", "c"), ("msk",)])
def test_a_token_is_for_the_region_of_the_profile(command, monkeypatch, tmp_path, words):
    config = tmp_path / "config"
    pair = "aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = %s\n" % SECRET
    config.write_text("[profile p]\nregion = eu-west-3\n%s[profile q]\n%s" % (pair, pair))
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)

    def token(profile):
        return command("token", *words, "--config-file", config, "--profile", profile)

    coded = token("p").out.strip().rpartition(".")[2]
    assert ".eu-west-3.amazonaws.com" in base64.urlsafe_b64decode(coded + "==").decode()
    run = token("q")
    assert run.status != 0 and "REGION_UNKNOWN" in run.err
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    coded = token("p").out.strip().rpartition(".")[2]
    assert ".us-west-2.amazonaws.com" in base64.urlsafe_b64decode(coded + "==").decode()


def test_verify(command, lab, tmp_path):
    document, signature = sallyport.InstanceMetadata(endpoint=lab.metadata["plain"]).identity("abc")
    (tmp_path / "document").write_bytes(document)
    (tmp_path / "signature").write_bytes(signature)
    words = ["verify", "--signature", tmp_path / "signature", "--certificate", lab.metadata["certificate"]]
    run = command(*words, "--audience", "abc")
    assert run.status == 0 and "instance_id: i-" in run.out and "audience: abc" in run.out
    run = command(*words, "--audience", "abc", "--document", "-", "--json", stdin=document).json
    assert (run["audience"], json.loads(run["raw"])["audience"]) == ("abc", "abc")
    run = command(*words, "--audience", "xyz")
    assert (run.status, run.out, "AUDIENCE_MISMATCH" in run.err) == (10, "", True)
    run = command(*words, "--audience", "abc", "--account", "1", "--account", "2")
    assert (run.status, run.out) == (10, "")
    own = ["verify", "--metadata", "--endpoint", lab.metadata["hardened"], "--certificate", lab.metadata["certificate"]]
    assert command(*own, "--max-age", "60").status == 0
    assert command("verify", "--metadata", "--endpoint", lab.metadata["hardened"]).status == 10  # not Alibaba's key
    assert len(command("verify", "--new-audience").out.strip()) > 20


@pytest.mark.parametrize(
    "table, where, addresses",
    [
        (["a.example:443:10.0.0.1"], "a.example", ["10.0.0.1"]),
        (["a.example:*:10.0.0.1", "a.example:443:10.0.0.2,[::1]"], "https://A.example./x?y", ["10.0.0.2", "::1"]),
        (["a.example:*:10.0.0.1", "a.example:443:10.0.0.2"], "a.example:8443", ["10.0.0.1"]),
        (["[::1]:443:10.0.0.1"], "https://[::1]/", ["10.0.0.1"]),
        ([], "https://10.0.0.9/", ["10.0.0.9"]),
        (["a.example:80:10.0.0.1"], "http://a.example/", ["10.0.0.1"]),
    ],
)
def test_resolve_says_what_the_client_does(command, table, where, addresses):
    words = [word for entry in table for word in ("--resolve", entry)]
    run = command("resolve", "--json", where, *words).json
    assert run["addresses"] == addresses
    url = where if "://" in where else "https://%s/" % where
    found = dict(sallyport.diagnose(url, resolve=table, allow="192.0.2.1", deadline=5).evidence)
    assert all(address in str(found) for address in addresses), found  # the client goes there too


def test_resolve_has_server_name_and_scope(command, monkeypatch):
    monkeypatch.setattr(resolve, "asked", lambda host, port: ["203.0.113.9"])
    monkeypatch.setenv("HTTPS_PROXY", "http://u:%s@h:1" % SECRET)
    run = command("resolve", "sts.eu-west-1.amazonaws.com")
    assert run.out == (
        "sts.eu-west-1.amazonaws.com:443 goes to 203.0.113.9, by DNS\n"
        "server name (SNI): sts.eu-west-1.amazonaws.com\n"
        "signed for: service sts, region eu-west-1\n"
        "a proxy may be between: HTTPS_PROXY\n"
    )
    run = command("resolve", "--json", "--target", "DynamoDB_20120810.GetItem", "http://127.0.0.1:8000/").json
    assert (run["sni"], run["scope"]["service"]) == (None, "dynamodb")


def test_resolve_asks_this_system(command):
    assert "127.0.0.1" in command("resolve", "--json", "localhost:80").json["addresses"]
    run = command("resolve", "no-such-name.invalid")
    assert (run.status, "DNS_FAILED" in run.err) == (4, True)


def test_inspect(command, keys):
    url = command("presign", "--expires", "60", "https://b.s3.eu-west-1.amazonaws.com/k").out.strip()
    run = command("inspect", url)
    assert run.status == 0 and "AKIDEXAMPLE" in run.out and "eu-west-1/s3" in run.out
    run = command("inspect", "-", "--json", stdin=url.replace("X-Amz-Expires=60", "X-Amz-Expires=0").encode())
    assert (run.status, bool(run.json["findings"])) == (1, True)


@pytest.mark.parametrize(
    "words, status, cause",
    [
        (["no-url"], 2, "url_invalid"),
        (["http://127.0.0.1:1/"], 4, "connect_refused"),
        (["{reach}", "--resolve", "{pin}"], 7, "unknown_ca"),
        (["{reach}", "--resolve", "{pin}", "--cacert", "{ca}"], 0, "ok"),
        (["{reach}", "--resolve", "{pin}", "-k"], 0, "ok"),
    ],
)
def test_diagnose(command, lab, words, status, cause):
    host, port = lab.reach["hosts"][0], lab.reach["port"]
    pin = "%s:%d:%s" % (host, port, lab.reach["address"])
    words = [word.format(reach="https://%s:%d/" % (host, port), pin=pin, ca=lab.ca) for word in words]
    run = command("diagnose", *words)
    assert run.out.startswith(cause + ": ") and "\nFix: " in run.out and run.status == status, run.out
    assert command("diagnose", "--json", *words).json["cause"] == cause


def states(run):
    return {row["check"]: row["state"] for row in run.json}


def test_doctor(command, lab, keys, server):
    host, port = lab.reach["hosts"][0], lab.reach["port"]
    pin = "%s:%d:%s" % (host, port, lab.reach["address"])
    found = states(command("doctor", "--json"))
    assert {
        name: found[name] for name in ("library", "glibc", "core", "fork", "credentials", "proxy", "trust")
    } == dict.fromkeys(("library", "glibc", "core", "fork", "credentials", "proxy", "trust"), "ok") or (
        os.environ.get("SALLYPORT_BACKEND") == "ctypes" and found["fork"] == "ok"
    )
    run = command("doctor", "--json", "--resolve", pin, "--cacert", lab.ca, "https://%s:%d/" % (host, port))
    assert (run.status, states(run)["pin " + pin]) == (0, "ok")
    run = command("doctor", "--resolve", pin)
    assert (run.status, "fail  pin " + pin in run.out) == (1, True) and SECRET not in run.out


@pytest.mark.parametrize(
    "variable, value, check, state",
    [
        ("SSL_CERT_FILE", "/no/such/file", "trust", "fail"),
        ("AWS_SECRET_ACCESS_KEY", "", "credentials", "warn"),
        ("HTTPS_PROXY", "http://127.0.0.1:1", "proxy", "ok"),
    ],
)
def test_doctor_sees_the_environment(command, keys, monkeypatch, variable, value, check, state):
    monkeypatch.setenv(variable, value)
    assert states(command("doctor", "--json"))[check] == state


def test_doctor_sees_a_clock_that_is_wrong(command, server, monkeypatch):
    monkeypatch.setattr(
        checks, "time", types.SimpleNamespace(time=lambda: 1e9, strftime=time.strftime, gmtime=time.gmtime)
    )
    run = command("doctor", "--json", server.url + "/echo")
    assert [row["state"] for row in run.json if row["check"] == "clock"] == ["fail", "fail"]


def test_doctor_without_a_library():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "SALLYPORT_LIBRARY": "/no/such/file"}
    run = subprocess.run([sys.executable, "-m", "sallyport", "doctor"], env=environment, stdout=subprocess.PIPE)
    assert (run.returncode, run.stdout.startswith(b"fail  library: CORE_LOAD_FAILED")) == (1, True)


def test_tab_completes_where_argcomplete_is(tmp_path):
    import argcomplete  # noqa: F401 - its absence is a failure here

    line = "sallyport get --res"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(tmp_path / "words"),
        "_ARGCOMPLETE_IFS": "\n",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    subprocess.run([sys.executable, "-m", "sallyport"], env=environment, check=False)
    assert (tmp_path / "words").read_text().split() == ["--resolve"]
