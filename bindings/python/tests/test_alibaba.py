"""Alibaba Cloud's sources of credentials, beside its own library with the same files and environment."""

import json
import os
import ssl
import subprocess
import sys

import pytest
from sources import SECRET, Sources

import sallyport

URL = "https://s3.eu-west-1.amazonaws.com/b/k"
ALIBABAS = (  # it asks certifi for roots, whatever the environment says
    "import os, certifi; certifi.where = lambda: os.environ['REQUESTS_CA_BUNDLE']\n"
    "from alibabacloud_credentials.provider.default import DefaultCredentialsProvider as P\n"
    "print(P().get_credentials().get_access_key_id())"
)
ARN = "acs:ram::1:role/r"
PROVIDER = "acs:ram::1:oidc-provider/ack"
AK = {"mode": "AK", "access_key_id": "FILE", "access_key_secret": SECRET}
ROLE = dict(
    AK, mode="RamRoleArn", ram_role_arn=ARN, ram_session_name="s", expired_seconds=900, sts_region="cn-hangzhou"
)
OIDC = {
    "mode": "OIDC",
    "ram_role_arn": ARN,
    "oidc_provider_arn": PROVIDER,
    "oidc_token_file": "~/token",
    "role_session_name": "s",
}
BY_OIDC = {
    "ALIBABA_CLOUD_ROLE_ARN": ARN,
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": PROVIDER,
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "~/token",
    "ALIBABA_CLOUD_ROLE_SESSION_NAME": "e",
}
INI = "[default]\ntype = %s\naccess_key_id = INI # a comment\naccess_key_secret = " + SECRET + "\n"
PAIR = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "ENV", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": SECRET}
PROGRAM = {"mode": "StsToken", "access_key_id": "PROGRAM", "access_key_secret": SECRET, "sts_token": "T"}


def cli(**profiles):
    return json.dumps({"current": "p", "profiles": [dict(profile, name=name) for name, profile in profiles.items()]})


LATER = 4102444800
CLOUD_SSO = {
    "mode": "CloudSSO",
    "cloud_sso_sign_in_url": "https://signin.example/start/login",
    "cloud_sso_account_id": "42",
    "cloud_sso_access_config": "ac-1",
    "access_token": "TOKN",
    "cloud_sso_access_token_expire": LATER,
}
OAUTH = {
    "mode": "OAuth",
    "oauth_site_type": "CN",
    "oauth_access_token": "A1",
    "oauth_refresh_token": "R1",
    "oauth_access_token_expire": LATER,
}
THEIRS = {}
CASES = {  # the CLI's file, the SDK's file, environment, what both give
    "environment before all": (cli(p=AK), "", {**PAIR, **BY_OIDC}, "ENV"),
    "OIDC before files": (cli(p=AK), "", BY_OIDC, "r.sts.3600.e.ack.TOKN"),
    "OIDC inside a VPC": (
        None,
        "",
        {**BY_OIDC, "ALIBABA_CLOUD_STS_REGION": "cn-beijing", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "true"},
        "r.sts-vpc.cn-beijing.3600.e.ack.TOKN",
    ),
    "half of OIDC": (cli(p=AK), "", {"ALIBABA_CLOUD_ROLE_ARN": ARN}, "FILE"),
    "the CLI's current profile": (cli(q=ROLE, p=AK), INI % "access_key", {}, "FILE"),
    "the CLI's profile by name": (cli(q=dict(AK, access_key_id="Q"), p=AK), "", {"ALIBABA_CLOUD_PROFILE": "q"}, "Q"),
    "a token": (cli(p=dict(AK, mode="StsToken", sts_token="T")), "", {}, "FILE"),
    "a role": (cli(p=ROLE), "", {}, "r.sts.cn-hangzhou.900.s.by.FILE"),
    "a role with more": (
        cli(p=dict(ROLE, external_id="x", policy="{}", enable_vpc=True)),
        "",
        {},
        "r.sts-vpc.cn-hangzhou.900.x.{}.s.by.FILE",
    ),
    "a role of a role": (
        cli(
            p=dict(ROLE, mode="ChainableRamRoleArn", source_profile="q", sts_region=""),
            q=dict(ROLE, ram_role_arn=ARN + "/q", sts_region=""),
        ),
        "",
        {},
        "r.sts.900.s.by.q.sts.900.s.by.FILE",
    ),
    "OIDC of the CLI": (cli(p=OIDC), "", {}, "r.sts.3600.s.ack.TOKN"),
    "a program": (
        cli(p={"mode": "External", "process_command": "cat ~/printed"}),
        "",
        {},
        "PROGRAM",
    ),
    "a sign-in to CloudSSO": (cli(p=CLOUD_SSO), "", {}, "SSO-42-ac-1-TOKN"),
    "a sign-in by OAuth": (cli(p=OAUTH), "", {}, "OAUTH-CN-A1"),
    "a sign-in by OAuth elsewhere": (cli(p=dict(OAUTH, oauth_site_type="intl")), "", {}, "OAUTH-INTL-A1"),
    "a sign-in by OAuth that is over": (cli(p=dict(OAUTH, oauth_access_token_expire=1)), "", {}, "OAUTH-CN-A2"),
    "a sign-in by OAuth without token": (
        cli(p={name: value for name, value in OAUTH.items() if name != "oauth_access_token"}),
        "",
        {},
        "OAUTH-CN-A2",
    ),
    "a role by a sign-in": (
        cli(p=dict(ROLE, mode="ChainableRamRoleArn", source_profile="q", sts_region=""), q=OAUTH),
        "",
        {},
        "r.sts.900.s.by.OAUTH-CN-A1",
    ),
    "the CLI's file disabled": (cli(p=AK), INI % "access_key", {"ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "true"}, "INI"),
    "the SDK's file": (None, INI % "access_key", {}, "INI"),
    "the SDK's profile": (None, INI.replace("default", "d") % "access_key", {"ALIBABA_CLOUD_PROFILE": "d"}, "INI"),
    "the SDK's role": (
        None,
        INI % "ram_role_arn" + "role_arn = %s\nrole_session_name: s\n" % ARN,
        {},
        "r.sts.3600.s.by.INI",
    ),
    "the SDK's OIDC": (
        None,
        "[default]\ntype=oidc_role_arn\nrole_arn=%s\noidc_provider_arn=%s\n"
        "oidc_token_file_path=~/token\nrole_session_name=s\n" % (ARN, PROVIDER),
        {},
        "r.sts.3600.s.ack.TOKN",
    ),
    "a URI": (None, "", {"ALIBABA_CLOUD_CREDENTIALS_URI": "%s/uri"}, "URI"),
    "the file before a URI": (cli(p=AK), "", {"ALIBABA_CLOUD_CREDENTIALS_URI": "%s/uri"}, "FILE"),
}


@pytest.fixture(scope="module")
def identity(tmp_path_factory):
    """A certificate for Alibaba Cloud's STS that signs itself, and a context with it."""
    directory = tmp_path_factory.mktemp("tls")
    names = ",".join(
        "DNS:%s.aliyuncs.com" % host for host in ("sts", "sts.cn-hangzhou", "sts-vpc.cn-hangzhou", "sts-vpc.cn-beijing")
    )
    names += ",DNS:oauth.aliyun.com,DNS:oauth.alibabacloud.com,DNS:signin.example"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "30",
    ]
    command += ["-subj", "/CN=sts", "-addext", "subjectAltName=" + names, "-keyout", "k.pem", "-out", "c.pem"]
    subprocess.run(command, cwd=directory, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "c.pem", directory / "k.pem")
    return str(directory / "c.pem"), context


@pytest.fixture
def run(tmp_path, identity):
    """run(cli, sdk, env) -> the environment, with the files written and STS behind a proxy."""
    with Sources() as sources:
        sources.secure(identity[1])

        def prepare(of_cli, of_sdk, env):
            (tmp_path / "token").write_text("TOKN")
            (tmp_path / "printed").write_text(json.dumps(PROGRAM))
            for path, text in ((".aliyun/config.json", of_cli), (".alibabacloud/credentials.ini", of_sdk)):
                (tmp_path / path).parent.mkdir(exist_ok=True)
                if text:
                    (tmp_path / path).write_text(text.replace("~", str(tmp_path)))
            made = {
                "HOME": str(tmp_path),
                "PATH": os.environ["PATH"],
                "HTTPS_PROXY": sources.url,
                "REQUESTS_CA_BUNDLE": identity[0],
            }
            made["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true"
            made.update(
                (name, value.replace("~", str(tmp_path)).replace("%s", sources.url)) for name, value in env.items()
            )
            return made

        yield prepare


def ours(env, **more):
    signer = sallyport.Signer.from_chain(env=env, provider="alibaba", verify=env["REQUESTS_CA_BUNDLE"], **more)
    return signer.refresh().access_key_id


@pytest.mark.parametrize("case", CASES)
def test_as_alibabas_library_finds(case, run):
    of_cli, of_sdk, env, want = CASES[case]
    env = run(of_cli, of_sdk, env)
    if case not in THEIRS:  # which does not depend on our backend
        THEIRS[case] = subprocess.run([sys.executable, "-c", ALIBABAS], env=env, capture_output=True, text=True)
    assert (ours(env), THEIRS[case].stdout.strip()) == (want, want), THEIRS[case].stderr


@pytest.mark.parametrize(
    "of_cli, of_sdk, env, name",
    [
        (cli(p={"mode": "CloudSSO"}), "", {}, "PROFILE_INCOMPLETE"),
        (cli(p=dict(CLOUD_SSO, cloud_sso_sign_in_url="http://signin.example")), "", {}, "PROFILE_INCOMPLETE"),
        (cli(p=dict(CLOUD_SSO, cloud_sso_access_token_expire=1)), "", {}, "SSO_SESSION_EXPIRED"),
        (cli(p=dict(CLOUD_SSO, access_token="")), "", {}, "SSO_SESSION_EXPIRED"),
        (cli(p=dict(CLOUD_SSO, access_token="OLD")), "", {}, "SSO_SESSION_EXPIRED"),
        (cli(p=dict(CLOUD_SSO, access_token="a\nb")), "", {}, "PROFILE_FILE_MALFORMED"),
        (cli(p=dict(OAUTH, oauth_site_type="moon")), "", {}, "PROFILE_INCOMPLETE"),
        (
            cli(p=dict(OAUTH, oauth_access_token_expire=1, oauth_refresh_token="R0")),
            "",
            {},
            "SSO_SESSION_EXPIRED",
        ),
        (cli(p=dict(OAUTH, oauth_access_token="", oauth_refresh_token="")), "", {}, "SSO_SESSION_EXPIRED"),
        (cli(p={"mode": "RsaKeyPair"}), "", {}, "PROFILE_UNSUPPORTED"),
        (cli(p=dict(ROLE, ram_role_arn="")), "", {}, "PROFILE_INCOMPLETE"),
        (cli(p=dict(ROLE, expired_seconds="long")), "", {}, "PROFILE_INCOMPLETE"),
        (cli(p=dict(ROLE, sts_region="a.evil/")), "", {}, "PROFILE_INCOMPLETE"),
        (cli(p=dict(ROLE, access_key_id="")), "", {}, "CREDENTIALS_INCOMPLETE"),
        (cli(p=dict(OIDC, oidc_token_file="/nonexistent")), "", {}, "CREDENTIALS_FILE_UNREADABLE"),
        (cli(p=dict(ROLE, mode="ChainableRamRoleArn", source_profile="p")), "", {}, "PROFILE_INCOMPLETE"),
        (cli(p={"mode": "External", "process_command": "'"}), "", {}, "PROFILE_INCOMPLETE"),
        (cli(p={"mode": "External", "process_command": "false"}), "", {}, "CREDENTIAL_PROCESS_FAILED"),
        ("{", "", {}, "PROFILE_FILE_MALFORMED"),
        (None, INI % "rsa_key_pair", {}, "PROFILE_UNSUPPORTED"),
        (None, "x", {}, "PROFILE_FILE_MALFORMED"),
        (None, "", {"ALIBABA_CLOUD_PROFILE": "q"}, "PROFILE_NOT_FOUND"),
        (None, "", {"ALIBABA_CLOUD_CREDENTIALS_URI": "ftp://x"}, "CREDENTIALS_HOST_NOT_ALLOWED"),
        (None, "", {"ALIBABA_CLOUD_CREDENTIALS_URI": "%s/latest"}, "CREDENTIALS_REFUSED"),
        (None, "", {}, "CREDENTIALS_MISSING"),
    ],
)
def test_what_cannot_be_used_is_named(run, of_cli, of_sdk, env, name):
    with pytest.raises(sallyport.Error) as caught:
        ours(run(of_cli, of_sdk, env))
    assert caught.value.name == name and SECRET not in str(caught.value), caught.value


def test_a_renewed_sign_in_is_written_back(run, tmp_path):
    """Where the CLI looks for it, and all else stays; a file that cannot be written keeps nobody from signing."""
    profiles = {"q": AK, "p": dict(OAUTH, oauth_access_token_expire=1, region_id="cn-hangzhou"), "z": OAUTH}
    env = run(cli(**profiles), "", {})
    assert ours(env) == "OAUTH-CN-A2"
    file = tmp_path / ".aliyun" / "config.json"
    after = json.loads(file.read_text())
    renewed = after["profiles"][1]
    assert renewed.pop("oauth_access_token_expire") > 1
    want = json.loads(cli(**dict(profiles, p=dict(profiles["p"], oauth_access_token="A2", oauth_refresh_token="R2"))))
    del want["profiles"][1]["oauth_access_token_expire"]
    assert after == want and file.stat().st_mode & 0o777 == 0o600
