"""Functions of MaxCompute, run by PyODPS's pyou in a directory that looks like a task's: a script, resources, work/."""

import datetime
import json
import shutil
import subprocess
import sys
import urllib.parse
import zipfile

import pytest
from conftest import KEYS, ROOT
from test_identity import SIGNATURE

import sallyport
from sallyport import maxcompute

PROFILE = "[default]\naws_access_key_id = {access_key_id}\naws_secret_access_key = {secret_access_key}\n"
PAGE = (ROOT / "docs" / "maxcompute.md").read_text()
SCRIPT = PAGE.split("```python\n")[1].split("```")[0]
HEAD = SCRIPT.partition("\n\npresign =")[0] + (
    "\nimport sallyport\nassert 'work/sallyport.zip' in sallyport.__file__, sallyport.__file__\n"
)


@pytest.fixture(scope="module")
def task(tmp_path_factory):
    """The task's directory: MaxCompute unpacks an archive below work/."""
    directory = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(maxcompute.archive(directory / "sallyport.zip")) as file:
        file.extractall(directory / "work" / "sallyport.zip")
    (directory / "credentials").write_text(PROFILE.format(**KEYS))
    return directory


@pytest.fixture
def run(task):
    """What a function gives for rows, each a list of texts; None is NULL."""

    def run(signature, function, rows, fails=False):
        (task / "script.py").write_text(HEAD + "function = annotate(%r)(%s)\n" % (signature, function))
        lines = "".join("|".join("NULL" if value is None else value for value in row) + "\n" for row in rows)
        done = subprocess.run(
            [sys.executable, "-m", "odps_scripts.pyou", "-D", "|", "script.function"],
            cwd=str(task), input=lines.encode(), capture_output=True, timeout=120,
        )  # fmt: skip
        if fails:
            assert done.returncode != 0
            return done.stderr.decode()
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().splitlines()

    return run


def test_presign(run):
    url = "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15"
    got = run(
        "string->string", "maxcompute.presign(credentials_file='credentials', expires=60)", [[url], [None], ["x"]]
    )
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(got[0]).query))
    time = datetime.datetime.strptime(query["X-Amz-Date"] + "+0000", "%Y%m%dT%H%M%SZ%z")
    assert got[0] == sallyport.Signer(**KEYS).presign("GET", url, expires=60, time=time)
    assert got[1:] == ["None", "None"]


def test_sign(run):
    got = run(
        "string,string,string->string",
        "maxcompute.sign(credentials_file='credentials', service='autoscaling-plans', headers={'Accept': 'a/b'})",
        [["POST", "https://autoscaling.eu-west-1.amazonaws.com/", "{}"], ["GET", "x", None], [None, "x", None]],
    )
    signed = json.loads(got[0])
    assert "/eu-west-1/autoscaling-plans/aws4_request" in signed["headers"]["Authorization"]
    assert signed["signature"] in signed["headers"]["Authorization"]
    assert json.loads(got[1])["error"]["name"] == "INVALID_URL"
    assert got[2] == "None"


def test_https_get(run, task, lab):
    shutil.copy(lab.ca, str(task / "ca.pem"))
    name, port = "service.cn-shanghai-vpc.maxcompute.aliyun-inc.com", lab.reach["port"]
    got = run(
        "string->string",
        "maxcompute.https_get(resolve={%r: %r}, verify='ca.pem')" % (name, lab.reach["address"]),
        [["https://%s:%d/hello" % (name, port)], ["https://localhost:1/"], [None]],
    )
    assert json.loads(got[0])["status"] == 200
    assert json.loads(got[1])["error"]["name"] in ("CONNECT_REFUSED", "DNS_FAILED")
    assert got[2] == "None"


def test_verify_identity(run):
    got = run(
        "string,string,string->string", "maxcompute.verify_identity()",
        [[SIGNATURE, None, "abc"], [SIGNATURE, None, "other"], [None, None, None]],
    )  # fmt: skip
    identity = json.loads(got[0])
    assert identity["instance_id"] == "i-8vb9b97xf7msxi4k6tgx"
    assert "raw" not in identity
    assert json.loads(got[1])["error"]["name"] == "AUDIENCE_MISMATCH"
    assert got[2] == "None"


@pytest.mark.parametrize(
    ("function", "says"),
    [
        ("maxcompute.presign(credentials_file='absent')", "'absent' is no file resource of this function"),
        ("maxcompute.presign(credentials_file='credentials', regoin='x')", "regoin"),
        ("maxcompute.https_get(verify='absent.pem')", "'absent.pem' is no file resource"),
        ("maxcompute.presign()", "CREDENTIALS_MISSING"),
    ],
)
def test_what_makes_every_row_fail_fails_the_task(run, function, says):
    assert says in run("string->string", function, [["https://sts.amazonaws.com/"]], fails=True)


def test_settings():
    assert maxcompute.settings(network="link").splitlines()[-1] == "set odps.session.networklink=link;"
    several = maxcompute.settings(
        "https://a.example/x", "https://a.example/y", b"http://b.example", "https://c.example:8443"
    )
    assert "access.list=a.example:443,b.example:80,c.example:8443;\n" in several
    for url in ("a.example", "https://", "ftp://a.example", "https://a.example:x"):
        with pytest.raises(sallyport.UsageError, match="is no URL"):
            maxcompute.settings(url)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (True, True),
        (b"-----BEGIN", b"-----BEGIN"),
        ("sha256//x=", "sha256//x="),
        ("/etc/ca.pem", "/etc/ca.pem"),
        (None, None),
    ],
)
def test_what_names_no_resource_stays(value, kept):
    assert maxcompute._file(value) == kept
    assert maxcompute._file(["/a", value]) == ["/a", kept]
    assert maxcompute._file(("/a", "/b", "password")) == ("/a", "/b", "password")


def test_the_script_of_the_page(task):
    (task / "signing.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "-m", "odps_scripts.pyou", "signing.presign"],
        cwd=str(task), input=b"https://bucket.s3.eu-west-1.amazonaws.com/key\n", capture_output=True, timeout=120,
    )  # fmt: skip
    assert b"/key?X-Amz-Algorithm=" in done.stdout, done.stderr.decode()
    lines = PAGE.split('>>> settings("')[1]
    url, printed = lines.split('"')[0], lines.split("\n", 1)[1].split("```")[0]
    assert maxcompute.settings(url) == printed
