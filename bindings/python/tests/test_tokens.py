"""Tokens for databases, caches and clusters: against botocore, and AWS's own signer for MSK."""

import base64
import datetime
import json
import urllib.parse

import aws_msk_iam_sasl_signer.MSKAuthTokenProvider as msk_provider
import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.session
import hvac.api.auth_methods
import hvac.aws_utils
import pytest
from sources import Sources

import sallyport
from sallyport import tokens

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
NOW = 1440938160
PAIR = botocore.credentials.Credentials("AKIDEXAMPLE", SECRET, "TOKEN/+=")


@pytest.fixture(autouse=True)
def frozen(monkeypatch):
    now = datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda **_: now)


@pytest.fixture
def signer():
    return sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key=SECRET, session_token="TOKEN/+=")


def parts(url):
    split = urllib.parse.urlsplit(url)
    return split.netloc, split.path, sorted(urllib.parse.parse_qsl(split.query, keep_blank_values=True))


def presigned(url, service, region):
    """As the drivers do, and AWS's examples."""
    request = botocore.awsrequest.AWSRequest("GET", url)
    botocore.auth.SigV4QueryAuth(PAIR, service, region, expires=900).add_auth(request)
    return request.url


@pytest.mark.parametrize("admin", [False, True])
def test_dsql_as_botocore(signer, admin):
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", SECRET, "TOKEN/+=")
    client = session.create_client("dsql", region_name="eu-west-1")
    host = "abcdefghij.dsql.eu-west-1.on.aws"
    generate = client.generate_db_connect_admin_auth_token if admin else client.generate_db_connect_auth_token
    ours = tokens.dsql(signer, host, admin=admin, region="eu-west-1", time=NOW)
    assert parts("//" + ours) == parts("//" + generate(host, "eu-west-1")) and not ours.startswith("https:")


def test_rds_as_botocore(signer):
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", SECRET, "TOKEN/+=")
    client = session.create_client("rds", region_name="us-east-1")
    hosts = "db.x.eu-west-1.rds.amazonaws.com", "db.x.rds.cn-north-1.amazonaws.com.cn", "db.example.com"
    users = "app", "a b+c/d=e&f%g?h#i", "Ünï日", "'\"();:@!*~"
    regions = "us-east-1", "eu-west-1", "sa-east-1", "cn-north-1", "eu-north-1"  # of one signer, and of one length
    for host in hosts:
        for region in regions * 2:
            for user, port in zip(users, (443, 80, 5432, 65535)):
                theirs = client.generate_db_auth_token(host, port, user, Region=region)
                ours = tokens.rds(signer, host, port, user, region=region, time=NOW)
                assert parts("//" + ours) == parts("//" + theirs)


@pytest.mark.parametrize(
    "ours, url, service",
    [
        (
            lambda s: tokens.elasticache(s, "Demo", "app", "eu-west-1", time=NOW),
            "http://demo/?Action=connect&User=app",
            "elasticache",
        ),
        (
            lambda s: tokens.elasticache(s, "demo", "app", "eu-west-1", serverless=True, time=NOW),
            "http://demo/?Action=connect&ResourceType=ServerlessCache&User=app",
            "elasticache",
        ),
        (
            lambda s: tokens.memorydb(s, "demo", "a p/+&p", "eu-west-1", time=NOW),
            "http://demo/?Action=connect&User=a%20p%2F%2B%26p",
            "memorydb",
        ),
    ],
)
def test_caches_as_botocore_presigns(signer, ours, url, service):
    token = ours(signer)
    assert parts("//" + token) == parts(presigned(url, service, "eu-west-1")) and token.startswith("demo/?")


def test_msk_as_awss_signer(signer, monkeypatch):
    class Now(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.datetime.fromtimestamp(NOW, tz)

    monkeypatch.setattr(msk_provider, "datetime", Now)
    provider = type("Provider", (botocore.credentials.CredentialProvider,), {"load": lambda self: PAIR})
    theirs, _ = msk_provider.generate_auth_token_from_credentials_provider("eu-west-1", provider())
    ours = tokens.msk(signer, "eu-west-1", time=NOW)

    def opened(token):
        host, path, query = parts(base64.urlsafe_b64decode(token + "==").decode())
        return host, path, [pair for pair in query if pair[0] != "User-Agent"]

    assert opened(ours) == opened(theirs) and "=" not in ours


@pytest.mark.parametrize("server_id, role", [(None, None), ("vault.example", "dev")])
def test_vault_as_hvac(signer, monkeypatch, server_id, role):
    class Now(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc)

    monkeypatch.setattr(hvac.aws_utils, "datetime", Now)
    sent = []
    adapter = type("Adapter", (), {"login": lambda self, **given: sent.append(given["json"])})()
    hvac.api.auth_methods.Aws(adapter).iam_login("AKIDEXAMPLE", SECRET, "TOKEN/+=", header_value=server_id, role=role)
    theirs = {name: value for name, value in sent[0].items() if value is not None}

    def opened(body):
        out = {n: base64.b64decode(v).decode() if n.startswith("iam_request_") else v for n, v in body.items()}
        out["iam_request_headers"] = {n.lower(): v for n, v in json.loads(out["iam_request_headers"]).items()}
        return out

    want, got = opened(theirs), opened(tokens.vault(signer, server_id=server_id, role=role, time=NOW))
    theirs_signed, ours_signed = (body["iam_request_headers"].pop("authorization")[0] for body in (want, got))
    want["iam_request_headers"].pop("content-length")  # Vault's own client does not send it either
    assert got == want
    # hvac signs content-length too: what is signed is compared as botocore signs it
    request = botocore.awsrequest.AWSRequest("POST", got["iam_request_url"], data=got["iam_request_body"])
    for name, (value,) in got["iam_request_headers"].items():
        if name in ("content-type", "x-vault-aws-iam-server-id"):
            request.headers[name] = value
    botocore.auth.SigV4Auth(PAIR, "sts", "us-east-1").add_auth(request)
    assert ours_signed == request.headers["Authorization"]
    assert theirs_signed.partition(", ")[0] == ours_signed.partition(", ")[0]


def test_vault_of_a_region(signer):
    body = tokens.vault(signer, region="cn-north-1", time=NOW)
    assert base64.b64decode(body["iam_request_url"]) == b"https://sts.cn-north-1.amazonaws.com.cn/"
    authorization = json.loads(base64.b64decode(body["iam_request_headers"]))["Authorization"][0]
    assert "/cn-north-1/sts/aws4_request" in authorization


def test_the_signers_own_service_does_not_count():
    other = sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key=SECRET, service="s3", region="eu-west-2")
    token = tokens.dsql(other, "abcdefghij.dsql.eu-west-1.on.aws", time=NOW)
    assert "AKIDEXAMPLE%2F20150830%2Feu-west-2%2Fdsql%2Faws4_request" in token
    with pytest.raises(sallyport.UsageError) as raised:
        tokens.msk(sallyport.Signer(access_key_id="A", secret_access_key=SECRET, scheme="oss4"), "eu-west-1")
    assert raised.value.name == "SCHEME_UNSUPPORTED"


def test_a_signer_that_fetches_fetches_once_for_each_service(monkeypatch, tmp_path):
    with Sources() as sources:
        env = sources.environment(HOME=str(tmp_path), AWS_CONTAINER_CREDENTIALS_FULL_URI=sources.url + "/container")
        signer = sallyport.Signer.from_chain(env=env)
        for _ in range(3):
            assert "Credential=CONTAINER%2F" in tokens.rds(signer, "db.x.eu-west-1.rds.amazonaws.com", 5432, "app")
        assert len(sources.seen) == 1


@pytest.mark.parametrize(
    "call, error",
    [
        (lambda s: tokens.rds(s, "a/b", 1, "u"), sallyport.UsageError),
        (lambda s: tokens.rds(s, "db.x.eu-west-1.rds.amazonaws.com", "1", "u"), sallyport.UsageError),
        (lambda s: tokens.rds(None, "a", 1, "u"), sallyport.UsageError),
        (lambda s: tokens.dsql(s, "a", admin=1), sallyport.UsageError),
        (lambda s: tokens.memorydb(s, "", "u", "eu-west-1"), sallyport.UsageError),
        (lambda s: tokens.msk(s, "eu/west"), sallyport.UsageError),
        (lambda s: tokens.eks(s, None, "eu-west-1"), sallyport.UsageError),
        (lambda s: tokens.eks(s, "", "eu-west-1"), sallyport.UsageError),
        (lambda s: tokens.rds(s, "db.example", 5432, "u"), sallyport.UsageError),
        (lambda s: tokens.rds(s, "db.x.eu-west-1.rds.amazonaws.com", 0, "u"), sallyport.UsageError),
        (lambda s: tokens.rds(s, "db.x.eu-west-1.rds.amazonaws.com", 2**70, "u"), sallyport.UsageError),
        (lambda s: tokens.vault(s, server_id="a\r\nb"), sallyport.UsageError),
        (lambda s: tokens.vault(s, role=1), sallyport.UsageError),
    ],
)
def test_bad_arguments(signer, call, error):
    with pytest.raises(error):
        call(signer)
