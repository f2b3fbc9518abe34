"""The pages of the command say what is so: each example runs, against the stand-ins of the clouds."""

import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

import command_page
import pytest
from conftest import KINDS, ROOT

import sallyport
import sallyport.__main__ as sallyport_main
from sallyport._command import main, parser

CONTRACT = [
    "sign",
    "presign",
    "token",
    "get",
    "publish",
    "verify",
    "resolve",
    "inspect",
    "explain",
    "diagnose",
    "doctor",
]
_, COMMANDS = parser()
EXAMPLES = [
    pytest.param(text.replace("\\\n", " "), id="%s-%d" % (name.replace(" ", "-"), number))
    for name, one in COMMANDS.parsers.items()
    for number, text in enumerate(re.findall(r"(?m)^  # .*\n((?:  .*\n?)+)", one.epilog or ""))
]


def test_the_commands_are_those_of_the_contract():
    assert [name for name in COMMANDS.parsers if " " not in name] == CONTRACT


def test_docs_command_md_has_the_help_texts():
    assert command_page.PAGE.read_text(encoding="utf-8") == command_page.page(), "run `make generate`"


def test_every_command_has_a_summary_examples_and_json():
    for name, one in COMMANDS.parsers.items():
        text = one.format_help()
        assert "--json" in text, name
        assert "Examples:" in text or name == "token", name
        assert "SUPPRESS" not in text and max(map(len, text.split("\n"))) <= 120, name


def test_the_package_installs_the_command():
    text = (ROOT / "bindings" / "python" / "pyproject.toml").read_text()
    assert '\nsallyport = "sallyport.__main__:main"\n' in text and sallyport_main.main is main


@pytest.fixture(scope="module")
def shell(lab, tmp_path_factory):
    """A directory with the files that the examples name, and `sallyport` on the PATH."""
    place = tmp_path_factory.mktemp("examples")
    script = place / "bin" / "sallyport"
    script.parent.mkdir()
    installed = pathlib.Path(sys.executable).with_name("sallyport")  # by a wheel
    words = shlex.quote(str(installed)) if installed.exists() else shlex.quote(sys.executable) + " -m sallyport"
    script.write_text('#!/bin/sh\nexec %s "$@"\n' % words)
    script.chmod(0o755)
    shutil.copy(lab.ca, str(place / "ca.pem"))
    shutil.copy(lab.iot["device"]["cert"], str(place / "device.pem"))
    shutil.copy(lab.iot["device"]["key"], str(place / "device.key"))
    (place / "body.json").write_text("{}")
    (place / "messages.txt").write_text("one\ntwo\n")
    (place / "urls.txt").write_text(
        "https://bucket.s3.eu-west-1.amazonaws.com/a\nhttps://bucket.s3.eu-west-1.amazonaws.com/b\n"
    )
    (place / "error.txt").write_text("curl: (60) SSL certificate problem: unable to get local issuer certificate\n")
    document, signature = sallyport.InstanceMetadata(endpoint=lab.metadata["plain"]).identity("abc")
    (place / "document.json").write_bytes(document)
    (place / "pkcs7.txt").write_bytes(signature)
    signer = sallyport.Signer.from_profile(
        lab.aws["profile"], config_file=lab.aws["config_file"], credentials_file=lab.aws["credentials_file"]
    )
    url = "https://sts.ap-northeast-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15"
    (place / "presigned.txt").write_text(signer.presign("GET", url) + "\n")
    signed = signer.sign("GET", "https://sts.ap-northeast-1.amazonaws.com/")
    (place / "headers.txt").write_text("".join("%s: %s\n" % pair for pair in signed.headers.items()))
    return place


def here(text, lab, account):
    """An example with the places of the running lab in place of those of the clouds."""
    reach = "service.cn-shanghai-vpc.maxcompute.aliyun-inc.com"
    where = {
        reach: (lab.reach["address"], lab.reach["port"]),
        lab.aws["host"]: (lab.aws["address"], lab.aws["port"]),
        "sts.ap-northeast-1.amazonaws.com": (lab.aws["address"], lab.aws["port"]),
    }
    more = ["--endpoint " + lab.metadata["hardened"]] if "--metadata" in text else []
    if "verify --" in text and "--new-audience" not in text:
        more.append("--certificate " + lab.metadata["certificate"])
    text = text.replace("--account 1234567890123456", "--account " + account)
    connects = re.search(r"sallyport (get|diagnose|doctor)|curl -sSv", text)
    for host, (address, port) in () if "sallyport resolve" in text else where.items():
        text = text.replace("%s:443:10.0.0.7" % host, "%s:%d:%s" % (host, port, address))
        text = text.replace("https://%s/" % host, "https://%s:%d/" % (host, port))
        if host in text and connects and "--resolve" not in text and not text.endswith("explain"):
            more.append("--resolve %s:%d:%s" % (host, port, address))
    if "curl -sSv" in text:
        at = "--resolve %s:%d:%s" % (reach, lab.reach["port"], lab.reach["address"])
        text, more = text.replace("curl -sSv", "curl -sSv " + at), []
    if "curl -sS -K -" in text:
        at = "--fail --cacert %s --resolve %s:%d:%s"
        text += " " + at % (lab.ca, "sts.ap-northeast-1.amazonaws.com", lab.aws["port"], lab.aws["address"])
    if "sallyport publish" in text:
        port = lab.iot["port_8443"] if "--port auto" in text else lab.iot["port_443"]
        text = text.replace("--port auto", "")
        more += ["--port %d --cacert ca.pem" % port, "--resolve %s:%d:%s" % (lab.iot["host"], port, lab.iot["address"])]
    command, pipe, rest = text.partition(" < ")
    return " ".join([command, *more]) + pipe + rest


@pytest.mark.parametrize("backend", KINDS[:1], indirect=True)  # an example is a program of its own, and runs once
@pytest.mark.parametrize("text", EXAMPLES)
def test_example(text, shell, lab, request):
    environment = {
        **os.environ,
        "PATH": "%s:%s" % (shell / "bin", os.environ["PATH"]),
        "PYTHONPATH": str(pathlib.Path(sallyport.__file__).parents[1]),
        "AWS_CONFIG_FILE": lab.aws["config_file"],
        "AWS_SHARED_CREDENTIALS_FILE": lab.aws["credentials_file"],
        "AWS_PROFILE": lab.aws["profile"],
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIEXAMPLE",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secretsecretsecret",
    }
    if "diagnose-0" not in request.node.name and "curl -sSv" not in text:
        environment["SSL_CERT_FILE"] = lab.ca
    account = json.loads((shell / "document.json").read_text())["owner-account-id"]
    line = here(text.strip(), lab, account)
    run = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=str(shell), env=environment, capture_output=True, check=False
    )
    told = "%s\n%s\n%s" % (line, run.stdout.decode(), run.stderr.decode())
    if "diagnose-0" in request.node.name:  # it has a cause to find
        assert (run.returncode, b"root_not_trusted" in run.stdout or b"unknown_ca" in run.stdout) == (7, True), told
    elif "curl -sSv" in text:  # curl fails, and that is explained
        assert (run.returncode, b"Fix: " in run.stdout) == (60, True), told
    else:
        assert run.returncode == 0, told
    assert run.stdout.strip() or " -o " in line, told
