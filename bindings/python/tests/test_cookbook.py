"""The sessions of docs/cookbook and docs/from do what they show, against servers that they or the lab start."""

import doctest
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
import requests  # noqa: F401 - a session needs it: its absence is a failure here
from sources import Sources
from test_readme import on_this_lab

DOCS = pathlib.Path(__file__).parents[3] / "docs"


def page(name):
    return (DOCS / name).read_text(encoding="utf-8")


def blocks(text, language):
    return re.findall(r"(?ms)^```" + language + r"\n(.*?)^```$", text)


def run(text, name):
    """Runs the sessions of a page one after the other, as a reader would."""
    test = doctest.DocTestParser().get_doctest("\n".join(blocks(text, "pycon")), {}, name, name, 0)
    out = []
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=out.append).failed == 0, "".join(out)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.31", 0))
        return str(s.getsockname()[1])


def await_listening(port):
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.31", int(port))) == 0:
                return
    raise AssertionError("the server of the page does not listen")


@pytest.mark.skipif(
    sys.version_info >= (3, 13), reason="the page shows what Python before 3.13 does with a certificate that is no root"
)
@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_certificate_errors(tmp_path, monkeypatch):
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.31")
    monkeypatch.chdir(tmp_path)
    text, ports = page("cookbook/certificate-errors.md"), []
    for fixed in ("9443", "9444"):
        ports.append(free_port())
        text = text.replace(fixed, ports[-1])
    (servers,) = blocks(text, "bash")
    process = subprocess.Popen(["bash", "-ec", servers + "wait"], stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        for port in ports:
            await_listening(port)
        run(text, "certificate-errors.md")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=10)


CREDENTIALS = [
    "cookbook/credentials.md",
    "cookbook/credentials-from-a-certificate.md",
    "cookbook/token-for-my-database.md",
]


@pytest.mark.parametrize("name", CREDENTIALS)
def test_credentials(tmp_path, monkeypatch, lab, softhsm, name):
    with Sources() as sources:
        env = sources.environment(
            HOME=str(tmp_path),
            AWS_CONTAINER_CREDENTIALS_FULL_URI=sources.url + "/container",
            AWS_ENDPOINT_URL_ROLESANYWHERE=sources.url,
        )
        for variable, value in env.items():
            monkeypatch.setenv(variable, value)
        monkeypatch.chdir(tmp_path)
        pathlib.Path("device.pem").write_bytes(pathlib.Path(lab.iot["device"]["cert"]).read_bytes())
        pathlib.Path("device.key").write_bytes(pathlib.Path(lab.iot["device"]["key"]).read_bytes())
        pathlib.Path("rsa.pem").write_bytes((softhsm / "rsa.pem").read_bytes())
        run(page(name), name)


# Pages whose sessions need nothing but the stand-ins of `make lab`.
PAGES = [
    "cookbook/licence-server.md",
    "cookbook/presign-a-million-urls.md",
    "cookbook/publish-aws-iot.md",
    "cookbook/publish-from-behind-a-firewall.md",
    "cookbook/reach-https-by-ip.md",
    "cookbook/sign-without-sdk.md",
    "cookbook/verify-alibaba-instance.md",
    "cookbook/verify-signed-requests.md",
    "from/aws-requests-auth.md",
    "from/openssl-smime.md",
    "from/requests-adapters.md",
    "from/requests-aws4auth.md",
    "from/urllib2-iot.md",
    "schemes.md",
    "uploads.md",
]


def test_no_page_with_sessions_is_forgotten():
    pages = [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if blocks(path.read_text(), "pycon")]
    assert sorted(pages) == sorted([*PAGES, *CREDENTIALS, "cookbook/certificate-errors.md"])


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning:aws_requests_auth")
def test_against_the_lab(lab, name):
    run(on_this_lab(page(name), lab), name)
