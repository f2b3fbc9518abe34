"""Roles whose profile has an mfa_serial: a person is asked for the code."""

import threading

import botocore.session
import pytest
from sources import SECRET, Sources
from test_chain import key_of

import sallyport
from sallyport._command import signing

URL = "https://s3.example/b/k"
CONFIG = """[default]
region = eu-west-1
role_arn = arn:aws:iam::1:role/r
source_profile = user
mfa_serial = arn:aws:iam::1:mfa/me
[profile outer]
role_arn = arn:aws:iam::1:role/o
source_profile = default
[profile user]
aws_access_key_id = USER
aws_secret_access_key = %s
""" % SECRET  # fmt: skip


@pytest.fixture
def sources(tmp_path, monkeypatch):
    with Sources() as running:
        (tmp_path / "config").write_text(CONFIG)
        for name, value in running.environment(AWS_CONFIG_FILE=str(tmp_path / "config")).items():
            monkeypatch.setenv(name, value)
        yield running


def asking(code="123456"):
    asked = []

    def function(serial):
        asked.append(serial)
        return code

    return function, asked


@pytest.mark.parametrize("profile, key", [(None, "r.me.123456.by.USER"), ("outer", "o.by.r.me.123456.by.USER")])
@pytest.mark.parametrize("make", ["from_profile", "from_chain"])
def test_a_code_is_asked_for_once(sources, make, profile, key):
    function, asked = asking()
    named = {"name": profile} if make == "from_profile" else {"profile": profile}
    signer = getattr(sallyport.Signer, make)(mfa_code=function, service="s3", **named)
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(key_of(signer.sign("GET", URL)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [key] * 8 and asked == ["arn:aws:iam::1:mfa/me"]
    session = botocore.session.Session(profile=profile)
    provider = session.get_component("credential_provider").get_provider("assume-role")
    provider._prompter = lambda prompt: "123456"
    assert session.get_credentials().get_frozen_credentials().access_key == key
    client = sallyport.Client(signer=signer)
    client.get(sources.url + "/latest/meta-data/")
    assert "Credential=%s/" % key in sources.seen[-1][2]["Authorization"] and len(asked) == 1


def test_the_region_is_that_of_the_profile(sources):
    signer = sallyport.Signer.from_profile(mfa_code=asking()[0], service="s3")
    assert "/eu-west-1/s3/" in signer.sign("GET", URL).headers["Authorization"]
    other = sallyport.Signer.from_profile(mfa_code=asking()[0], service="s3", region="us-west-2")
    assert "/us-west-2/s3/" in other.sign("GET", URL).headers["Authorization"]


def test_ahead_of_the_end_another_code_is_asked_for(sources):
    function, asked = asking()
    signer = sallyport.Signer.from_profile(mfa_code=function, service="s3")
    signer._options.credentials._expires -= 3600 - 60  # a minute is left
    assert signer.sign("GET", URL) and len(asked) == 2


def test_who_gives_no_code_is_left_alone_while_the_credentials_are_good(sources):
    codes = iter(["123456", "", "", ""])
    asked = []

    def function(serial):
        asked.append(serial)
        return next(codes)

    signer = sallyport.Signer.from_profile(mfa_code=function, service="s3")
    signer._options.credentials._expires -= 3600 - 60
    assert [key_of(signer.sign("GET", URL)) for _ in range(3)] == ["r.me.123456.by.USER"] * 3
    assert len(asked) == 2


@pytest.mark.parametrize(
    "code, name, says, requests",
    [
        ("000000", "CREDENTIALS_REFUSED", "invalid MFA one time pass code", 1),
        ("", "MFA_CODE_NEEDED", "arn:aws:iam::1:mfa/me", 0),
        ("12345", "CREDENTIALS_MALFORMED", "6 digits", 0),
        (123456, "INVALID_ARGUMENT", "must be str", 0),
    ],
)
def test_codes_that_do_not_work(sources, code, name, says, requests):
    function, asked = asking(code)
    with pytest.raises(sallyport.Error, match=says) as raised:
        sallyport.Signer.from_profile(mfa_code=function)
    assert raised.value.name == name and len(asked) == 1 and len(sources.seen) == requests
    assert not code or str(code) not in str(raised.value)


def test_nobody_is_asked(sources, monkeypatch):
    with pytest.raises(sallyport.CredentialsError) as raised:
        sallyport.Signer.from_profile()
    assert raised.value.name == "MFA_CODE_NEEDED" and "arn:aws:iam::1:mfa/me" in str(raised.value)
    with pytest.raises(KeyboardInterrupt):
        sallyport.Signer.from_profile(mfa_code=interrupted)
    with pytest.raises(sallyport.UsageError):
        sallyport.Signer.from_profile(mfa_code="123456")
    user = sallyport.Signer.from_profile("user", mfa_code=interrupted, region="eu-west-1", service="s3")
    assert key_of(user.sign("GET", URL)) == "USER" and not sources.seen


def interrupted(serial):
    raise KeyboardInterrupt


def test_the_command_takes_a_code_or_asks_at_the_terminal(sources, command, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    words = ("sign", "--json", "--service", "s3", URL)
    refused = command(*words)
    assert refused.status and "MFA_CODE_NEEDED" in refused.out and "--mfa-code" in refused.out
    assert "/r.me.654321.by.USER/" in "/%s" % command(*words, "--mfa-code", "654321").out.split("Credential=")[1]
    asked = []
    monkeypatch.setattr(signing, "_terminal", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or "112233")
    assert "r.me.112233.by.USER/" in command(*words).out
    assert asked == ["Code of the MFA device arn:aws:iam::1:mfa/me: "]
