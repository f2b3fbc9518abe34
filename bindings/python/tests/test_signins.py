"""Sign-ins of AWS's CLI that are renewed, IAM Identity Center's and the console's: beside botocore."""

import base64
import hashlib
import json
import os
import subprocess
import sys

import pytest
from sources import SECRET, Sources, end

import sallyport

URL = "https://s3.eu-west-1.amazonaws.com/b/k"
SESSION = (
    "[default]\nsso_session = s\nsso_role_name = r\nsso_account_id = 42\n"
    "[sso-session s]\nsso_start_url = https://x\nsso_region = eu-west-1\n"
)
BOTOCORE = (
    "import botocore.session; print(botocore.session.Session().get_credentials().get_frozen_credentials().access_key)"
)

UNWRITTEN = """
import resource, sallyport
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
print(sallyport.Signer.from_chain().refresh().access_key_id)
"""


@pytest.fixture
def sources():
    with Sources() as running:
        yield running


def stamp(seconds):
    return end(seconds).strftime("%Y-%m-%dT%H:%M:%SZ")


class Home:
    """A home directory with a config file and one file of a sign-in."""

    def __init__(self, path, sources, config, cached):
        self.file = path / cached
        self.file.parent.mkdir(parents=True)
        (path / ".aws" / "config").write_text(config)
        self.env = sources.environment(HOME=str(path), AWS_EC2_METADATA_DISABLED="true")

    def ours(self):
        signed = sallyport.Signer.from_chain(env=self.env).sign("GET", URL)
        return signed.headers["authorization"].split("Credential=")[1].split("/")[0]

    def botocores(self):
        env = dict(self.env, PATH=os.environ["PATH"])
        return subprocess.run([sys.executable, "-c", BOTOCORE], env=env, capture_output=True, text=True).stdout.strip()

    def each(self, content):
        """What each gives, and leaves in the file."""
        found = []
        for give in (self.ours, self.botocores):
            self.file.write_text(json.dumps(content))
            found.append((give(), json.loads(self.file.read_text())))
        return found


def sso_home(tmp_path, sources):
    return Home(tmp_path, sources, SESSION, ".aws/sso/cache/%s.json" % hashlib.sha1(b"s").hexdigest())


def token(seconds, **more):
    made = {"startUrl": "https://x", "region": "eu-west-1", "accessToken": "SSO-TOKEN", "expiresAt": stamp(seconds)}
    made.update(clientId="C", clientSecret="CS", registrationExpiresAt=stamp(86400), refreshToken="R1", scopes=["a"])
    made.update(more)
    return {name: value for name, value in made.items() if value is not None}


@pytest.mark.parametrize("left", [-60, 600])
def test_a_token_of_sso_is_renewed_as_by_botocore(tmp_path, sources, left):
    home = sso_home(tmp_path, sources)
    (key, ours), (theirs_key, theirs) = home.each(token(left, accessToken="OLD"))
    assert key == theirs_key == "SSO-42-r"
    for written in (ours, theirs):
        assert stamp(27000) < written.pop("expiresAt") <= stamp(28800)
    assert ours == theirs and ours["refreshToken"] == "R2"
    assert home.file.stat().st_mode & 0o777 == 0o600 and len(list(home.file.parent.iterdir())) == 1


@pytest.mark.parametrize(
    "content",
    [
        token(3600),
        token(600, refreshToken="USED"),  # refused: the old one is good for now
        token(600, refreshToken=None),
        token(600, registrationExpiresAt=stamp(-1)),
        token(600, clientSecret=None),
    ],
)
def test_a_token_that_is_not_renewed_serves_to_its_end(tmp_path, sources, content):
    home = sso_home(tmp_path, sources)
    assert home.each(content) == [("SSO-42-r", content)] * 2


def test_a_sign_in_that_cannot_be_renewed_says_what_to_run(tmp_path, sources):
    home = sso_home(tmp_path, sources)
    home.file.write_text(json.dumps(token(-60, refreshToken="USED")))
    with pytest.raises(sallyport.CredentialsError, match="was not renewed.*aws sso login --sso-session s") as caught:
        home.ours()
    assert caught.value.name == "SSO_SESSION_EXPIRED" and "USED" not in str(caught.value)


def test_a_file_that_cannot_be_written_keeps_nobody_from_signing(tmp_path, sources):
    home = sso_home(tmp_path, sources)
    home.file.write_text(json.dumps(token(-60, accessToken="OLD")))
    before = home.file.read_text()
    run = subprocess.run(
        [sys.executable, "-c", UNWRITTEN],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **home.env},
        capture_output=True,
        text=True,
    )
    assert run.stdout == "SSO-42-r\n", run.stderr
    assert home.file.read_text() == before and len(list(home.file.parent.iterdir())) == 1


# aws login


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """A private key on P-256 as `aws login` writes it, and the coordinates of the public one."""
    path = str(tmp_path_factory.mktemp("key") / "k.pem")
    subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path], check=True)
    public = subprocess.run(
        ["openssl", "ec", "-in", path, "-pubout", "-outform", "DER"], check=True, capture_output=True
    )
    with open(path) as file:
        return path, file.read(), public.stdout[-64:]


def login_home(tmp_path, sources):
    name = "arn:aws:iam::1:user/u"
    config = "[default]\nregion = eu-west-1\nlogin_session = %s\n" % name
    return Home(tmp_path, sources, config, ".aws/login/cache/%s.json" % hashlib.sha256(name.encode()).hexdigest())


def login(left, key, **more):
    pair = {"accessKeyId": "LOGIN-1", "secretAccessKey": SECRET, "sessionToken": "T1", "accountId": "1"}
    made = {"accessToken": dict(pair, expiresAt=stamp(left)), "tokenType": "urn", "refreshToken": "R1", "idToken": "I"}
    return dict(made, clientId="C", dpopKey=key, extra={"a": [1, None]}, **more)


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_console_sign_in_serves(tmp_path, sources, key):
    content = login(3600, key[1])
    assert login_home(tmp_path, sources).each(content) == [("LOGIN-1", content)] * 2
    assert not sources.seen


def test_a_console_sign_in_is_renewed_as_by_botocore(tmp_path, sources, key):
    home = login_home(tmp_path, sources)
    (ours_key, ours), (theirs_key, theirs) = home.each(login(-60, key[1]))
    assert ours_key == theirs_key == "LOGIN-2"
    for written in (ours, theirs):
        assert written["accessToken"].pop("expiresAt") > stamp(600)
    assert ours == theirs and ours["refreshToken"] == "R2" and ours["extra"] == {"a": [1, None]}
    proofs = [headers["DPoP"].split(".") for _, _, headers, _ in sources.seen]
    assert json.loads(decoded(proofs[0][0])) == json.loads(decoded(proofs[1][0]))
    claims = [json.loads(decoded(proof[1])) for proof in proofs]
    assert claims[0].pop("jti") != claims[1].pop("jti") and abs(claims[0].pop("iat") - claims[1].pop("iat")) < 600
    assert claims[0] == claims[1] == {"htm": "POST", "htu": sources.url + "/v1/token"}
    for proof in proofs:
        assert verified(tmp_path, key[0], ".".join(proof[:2]), decoded(proof[2]))


def verified(tmp_path, key, text, raw):
    """openssl takes the signature, whose two numbers are put into DER for it."""
    numbers = b""
    for part in (raw[:32], raw[32:]):
        part = part.lstrip(b"\0")
        part = b"\0" + part if part[0] & 0x80 else part
        numbers += b"\x02" + bytes([len(part)]) + part
    (tmp_path / "sig").write_bytes(b"\x30" + bytes([len(numbers)]) + numbers)
    (tmp_path / "text").write_text(text)
    command = ["openssl", "dgst", "-sha256", "-prverify", key, "-signature", "sig", "text"]
    return subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0


def test_a_console_sign_in_that_is_over_says_what_to_run(tmp_path, sources, key):
    home = login_home(tmp_path, sources)
    for content in (login(-60, key[1], region=1) | {"refreshToken": "USED"}, login(-60, "no key"), {"a": 1}):
        home.file.write_text(json.dumps(content))
        with pytest.raises(sallyport.CredentialsError, match="aws login|dpopKey") as caught:
            home.ours()
        assert caught.value.name == "SSO_SESSION_EXPIRED" and SECRET not in str(caught.value)
    home.file.write_text(json.dumps(login(60, key[1]) | {"refreshToken": "USED"}))
    assert home.ours() == "LOGIN-1"  # for the minute that is left
