"""Credentials that are found and renewed by the library: against botocore, with the same files and environment."""

import asyncio
import hashlib
import json
import os
import random
import sys
import threading

import aiohttp
import botocore.credentials
import botocore.exceptions
import botocore.session
import httpx
import pytest
from sources import SECRET, Sources

import sallyport
import sallyport.aiohttp
import sallyport.httpx

URL = "https://s3.eu-west-1.amazonaws.com/b/k"
KEYS = "aws_access_key_id = %s\naws_secret_access_key = " + SECRET + "\n"
PAIR = {"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": SECRET}


@pytest.fixture
def sources():
    with Sources() as running:
        yield running


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home directory with the files of a text "name: content"."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".aws" / "sso" / "cache").mkdir(parents=True)
    # botocore has looked at HOME when it was imported
    monkeypatch.setattr(botocore.credentials.SSOProvider, "_SSO_TOKEN_CACHE_DIR", str(tmp_path / ".aws/sso/cache"))
    (tmp_path / "token").write_text("TOKN")
    return tmp_path


def key_of(signed):
    return signed.headers["authorization"].split("Credential=")[1].split("/")[0]


def ours(profile=None):
    return key_of(sallyport.Signer.from_chain(profile=profile).sign("GET", URL))


def botocores(profile=None):
    found = botocore.session.Session(profile=profile).get_credentials()
    return None if found is None else found.get_frozen_credentials().access_key


def use(monkeypatch, sources, home, config="", shared="", **env):
    (home / ".aws" / "config").write_text(config)
    (home / ".aws" / "credentials").write_text(shared)
    for name, value in sources.environment(**env).items():
        monkeypatch.setenv(name, value)


SSO = "sso_role_name = r\nsso_account_id = 42\nsso_start_url = https://x\nsso_region = eu-west-1\n"
PROGRAM = 'credential_process = %s -c "import json; print(json.dumps(%s))"\n'


def program(**given):
    return PROGRAM % (sys.executable, json.dumps(given).replace('"', "'"))


CASES = {
    "environment": ("[default]\n" + KEYS % "FILE", PAIR, None, "ENV"),
    "profile named": ("[profile p]\n" + KEYS % "FILE", PAIR, "p", "FILE"),
    "profile of the environment": ("[profile p]\n" + KEYS % "FILE", dict(PAIR, AWS_PROFILE="p"), None, "ENV"),
    "role": (
        "[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = s\n"
        "external_id = ee\nduration_seconds = 900\n[profile s]\n" + KEYS % "FILE",
        {},
        None,
        "r.ee.900.by.FILE",
    ),
    "role of a role": (
        "[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = s\n"
        "[profile s]\nrole_arn = arn:aws:iam::1:role/q\nsource_profile = t\n[profile t]\n" + KEYS % "FILE",
        {},
        None,
        "r.by.q.by.FILE",
    ),
    "role with own keys": (
        "[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = default\n" + KEYS % "FILE",
        {},
        None,
        "r.by.FILE",
    ),
    "role of environment": (
        "[profile p]\nrole_arn = arn:aws:iam::1:role/r\ncredential_source = Environment\n",
        PAIR,
        "p",
        "r.by.ENV",
    ),
    "role of instance": (
        "[default]\nrole_arn = arn:aws:iam::1:role/r\ncredential_source = Ec2InstanceMetadata\n",
        {},
        None,
        "r.by.EC2",
    ),
    "role of a program": (
        "[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = s\n[profile s]\n"
        + program(Version=1, AccessKeyId="P", SecretAccessKey=SECRET),
        {},
        None,
        "r.by.P",
    ),
    "web identity": (
        "[default]\n" + KEYS % "FILE",
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "~/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/w"},
        None,
        "w.TOKN",
    ),
    "web identity of a profile": (
        "[default]\nrole_arn = arn:aws:iam::1:role/w\nweb_identity_token_file = ~/token\n",
        {},
        None,
        "w.TOKN",
    ),
    "sign-in": ("[default]\n" + SSO, {}, None, "SSO-42-r"),
    "program": ("[default]\n" + program(Version=1, AccessKeyId="P", SecretAccessKey=SECRET), {}, None, "P"),
    "program with 1.0": ("[default]\n" + program(Version=1.0, AccessKeyId="P", SecretAccessKey=SECRET), {}, None, "P"),
    "program before keys of the config file": (
        "[default]\n" + KEYS % "FILE" + program(Version=1, AccessKeyId="P", SecretAccessKey=SECRET),
        {},
        None,
        "P",
    ),
    "container": ("", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "%s/container"}, None, "CONTAINER"),
    "container with token": (
        "",
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "%s/container", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "A"},
        None,
        "CONTAINERA",
    ),
    "instance": ("", {}, None, "EC2"),
}


@pytest.mark.parametrize("case", CASES)
def test_as_botocore_finds(case, sources, home, monkeypatch):
    config, env, profile, want = CASES[case]
    env = {name: value.replace("~", str(home)).replace("%s", sources.url) for name, value in env.items()}
    use(monkeypatch, sources, home, config.replace("~", str(home)), **env)
    cached = home / ".aws" / "sso" / "cache" / (hashlib.sha1(b"https://x").hexdigest() + ".json")
    cached.write_text(json.dumps({"accessToken": "SSO-TOKEN", "expiresAt": "2099-01-01T00:00:00Z"}))
    assert (ours(profile), botocores(profile)) == (want, want)


def generated(rng):
    """Profiles that lead to each other, complete or not."""
    names = ["default", "a", "b", "c"]
    config, shared = [], []
    for name in names:
        if rng.random() < 0.15:
            continue
        lines = []
        for line, chance in (
            ("role_arn = arn:aws:iam::1:role/" + name, 0.5),
            ("source_profile = " + rng.choice([*names, "nobody"]), 0.55),
            ("credential_source = " + rng.choice(["Environment", "Ec2InstanceMetadata", "other"]), 0.15),
            ("external_id = ee", 0.2),
            ("duration_seconds = " + rng.choice(["900", "x"]), 0.2),
            ("region = eu-north-1", 0.3),
            ("web_identity_token_file = ~/token", 0.1),
        ):
            if rng.random() < chance:
                lines.append(line)
        if rng.random() < 0.5:
            pair = KEYS % ("K" + name.upper())
            if rng.random() < 0.5:
                lines.append(pair)
            else:
                shared.append("[%s]\n%s" % (name, pair))
        config.append("[%s]\n%s\n" % (name if name == "default" else "profile " + name, "\n".join(lines)))
    return "\n".join(config), "\n".join(shared)


def test_generated_profiles_lead_where_botocore_goes(sources, home, monkeypatch):
    """Where botocore gives credentials we give the same; where it fails we do, with a reason."""
    rng = random.Random(20261128)
    same = failed = 0
    for number in range(150):
        config, shared = generated(rng)
        config = config.replace("~", str(home))
        env = PAIR if rng.random() < 0.3 else {}
        for name in PAIR:
            monkeypatch.delenv(name, raising=False)
        use(monkeypatch, sources, home, config, shared, **env)
        profile = rng.choice([None, "a", "b"])
        try:
            theirs = botocores(profile)
        except (botocore.exceptions.BotoCoreError, KeyError) as e:
            theirs = e
        try:
            found = ours(profile)
        except sallyport.Error as e:
            found = e
        if isinstance(found, str) or isinstance(theirs, str):
            assert found == theirs, (number, config, shared, env, profile)
            same += 1
        else:
            failed += 1
    assert same > 60 and failed > 10


def test_a_refusal_has_the_services_words(sources, home, monkeypatch):
    use(monkeypatch, sources, home, CASES["role"][0])
    signer = sallyport.Signer.from_profile()
    sources.fail(403)
    with pytest.raises(sallyport.CredentialsError, match="AccessDenied: not you") as caught:
        signer.presign("GET", URL)
    assert caught.value.name == "CREDENTIALS_REFUSED" and caught.value.detail == 403
    sources.fail(None)
    assert "X-Amz-Credential=r.ee.900.by.FILE%2F" in signer.presign("GET", URL)


def test_what_is_fetched_is_fetched_once(sources, home, monkeypatch):
    use(monkeypatch, sources, home)
    signer = sallyport.Signer.from_chain()
    assert not sources.seen
    urls = signer.presign_batch([URL, None, URL])
    assert urls[1] is None and "X-Amz-Credential=EC2%2F" in urls[2]
    count = len(sources.seen)
    renewal = signer.refresh()
    assert (renewal.access_key_id, renewal.source) == ("EC2", "role role of the instance")
    assert renewal.expires.tzinfo is not None and len(sources.seen) == count == 3
    assert sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key=SECRET).refresh().expires is None


def test_a_client_signs_with_them(sources, home, monkeypatch, server):
    use(monkeypatch, sources, home, CASES["role"][0])
    signer = sallyport.Signer.from_profile(service="x", proxy="http://127.0.0.1:1")
    client = sallyport.Client(signer=signer, trust_env=False)
    for _ in range(2):
        sent = dict(client.get(server.url + "/echo").json()["headers"])
        assert "Credential=r.ee.900.by.FILE/" in sent["Authorization"] and sent["X-Amz-Security-Token"] == "T"
    assert len(sources.seen) == 1


def test_a_client_reaches_sources_under_its_own_rules(sources, server):
    for host, allowed in (("127.0.0.1", True), ("127.0.0.3", False)):
        env = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": sources.url.replace("127.0.0.1", host) + "/container"}
        signer = sallyport.Signer.from_chain(env=env, region="eu-west-1", service="s3")
        client = sallyport.Client(signer=signer, allow="127.0.0.1", trust_env=False)
        if allowed:
            assert client.get(server.url + "/echo").status_code == 200
            continue
        with pytest.raises(sallyport.NetworkError, match="container") as caught:
            client.get(server.url + "/echo")
        assert caught.value.name == "ADDRESS_NOT_ALLOWED"


def test_a_publisher_fetches_them_to_prepare_a_request(sources):
    signer = sallyport.Signer.from_chain(env={"AWS_CONTAINER_CREDENTIALS_FULL_URI": sources.url + "/container"})
    publisher = sallyport.IotPublisher("a1-ats.iot.eu-west-1.amazonaws.com", signer=signer, trust_env=False)
    for _ in range(2):
        assert "Credential=CONTAINER/" in publisher.prepare("t", b"x").headers["Authorization"]
    assert len(sources.seen) == 1
    sources.fail(500)
    publisher = sallyport.IotPublisher("a1-ats.iot.eu-west-1.amazonaws.com", signer=signer, trust_env=False)
    with pytest.raises(sallyport.CredentialsError, match="the container's credentials") as caught:
        publisher.prepare("t", b"x")
    assert caught.value.name == "CREDENTIALS_REFUSED"


def test_a_sign_in_that_is_over_says_what_to_run(sources, home, monkeypatch):
    use(
        monkeypatch,
        sources,
        home,
        "[profile p]\nsso_session = s\nsso_role_name = r\nsso_account_id = 42\n"
        "[sso-session s]\nsso_start_url = https://x\nsso_region = eu-west-1\n",
    )
    signer = sallyport.Signer.from_profile("p")
    cached = home / ".aws" / "sso" / "cache" / (hashlib.sha1(b"s").hexdigest() + ".json")
    for content in (
        None,
        "{",
        '{"accessToken": "OLD", "expiresAt": "2001-01-01T00:00:00Z"}',
        '{"accessToken": "OTHER", "expiresAt": "2099-01-01T00:00:00Z"}',
    ):
        if content is not None:
            cached.write_text(content)
        with pytest.raises(sallyport.CredentialsError, match="aws sso login --sso-session s") as caught:
            signer.sign("GET", URL)
        assert caught.value.name == "SSO_SESSION_EXPIRED" and "OTHER" not in str(caught.value)
    cached.write_text('{"accessToken": "SSO-TOKEN", "expiresAt": "2099-01-01T00:00:00Z"}')
    assert key_of(signer.sign("GET", URL)) == "SSO-42-r"


@pytest.mark.parametrize(
    "command, says",
    [
        ("/nonexistent/program x", "cannot be run"),
        ("false", "exit status 1"),
        ("echo hunter2hunter2", "no JSON"),
        ("echo '{}'", "another version"),
        *(("echo '{\"Version\": %s}'" % version, "another version") for version in ("2", "1.5", "true", "null", '""')),
        ("yes", "more than 65536 bytes"),
    ],
)
def test_programs_that_fail(command, says, sources, home, monkeypatch):
    use(monkeypatch, sources, home, "[default]\ncredential_process = %s\n" % command)
    with pytest.raises(sallyport.CredentialsError, match=says) as caught:
        sallyport.Signer.from_chain().sign("GET", URL)
    assert caught.value.name == "CREDENTIAL_PROCESS_FAILED" and "hunter2" not in str(caught.value)


def test_alibaba(sources, home, monkeypatch):
    (home / ".aliyun").mkdir()
    config = {
        "current": "b",
        "profiles": [
            {"name": "a", "mode": "AK", "access_key_id": "A", "access_key_secret": SECRET},
            {"name": "b", "mode": "StsToken", "access_key_id": "B", "access_key_secret": SECRET, "sts_token": "T"},
            {"name": "c", "mode": "EcsRamRole", "ram_role_name": "role"},
            {"name": "d", "mode": "RsaKeyPair"},
        ],
    }
    (home / ".aliyun" / "config.json").write_text(json.dumps(config))
    env = {"ALIBABA_CLOUD_ECS_METADATA_SERVICE_ENDPOINT": sources.url, "HOME": str(home)}

    def key(profile=None, **more):
        signer = sallyport.Signer.from_chain(provider="alibaba", profile=profile, env=dict(env, **more))
        return key_of(signer.sign("GET", URL))

    assert [key(), key("a"), key("c")] == ["B", "A", "ECS"]
    assert key(ALIBABA_CLOUD_ACCESS_KEY_ID="E", ALIBABA_CLOUD_ACCESS_KEY_SECRET=SECRET) == "E"
    assert key(HOME="/nonexistent") == "ECS"
    for profile, name in (("d", "PROFILE_UNSUPPORTED"), ("e", "PROFILE_NOT_FOUND")):
        with pytest.raises(sallyport.CredentialsError) as caught:
            key(profile)
        assert caught.value.name == name


def test_nothing_of_the_environment_is_read_later(sources, home, monkeypatch):
    use(monkeypatch, sources, home)
    signer = sallyport.Signer.from_chain()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "LATE")
    assert key_of(signer.sign("GET", URL)) == "EC2"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_fetches_its_own(sources, home, monkeypatch):
    use(monkeypatch, sources, home)
    signer = sallyport.Signer.from_chain()
    signer.sign("GET", URL)
    before = len(sources.seen)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if key_of(signer.sign("GET", URL)) == "EC2" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert len(sources.seen) == before + 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_what_was_begun_in_the_parent_is_told_of_in_the_child(sources):
    """With credentials of a chain; those of a key pair, or of a function, go on there."""
    events = "https://transcribestreaming.eu-west-1.amazonaws.com/stream"

    def goes_on(begun):
        pid = os.fork()
        if pid == 0:
            try:
                begun.sign(b"x")
            except sallyport.CredentialsError as e:
                os._exit(e.code - 1200)
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    env = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": sources.url + "/container"}
    number = [1]
    fetched = sallyport.Signer.from_chain(env=env)
    function = sallyport.Signer(credentials=lambda: ("K%d" % number[0], SECRET))
    begun = [signer.sign_events("POST", events)[1] for signer in (fetched, function)]
    for number[0] in (2, 3, 4):
        function.sign("GET", URL)
    assert [goes_on(stream) for stream in begun] == [80, 0]
    assert all(stream.sign(b"x") for stream in begun)


def test_fifty_threads_ask_once(sources):
    env = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": sources.url + "/container"}
    signer = sallyport.Signer.from_chain(env=env)
    begin, keys = threading.Barrier(50), []

    def sign():
        begin.wait()
        keys.extend(key_of(signer.sign("GET", URL)) for _ in range(3))

    threads = [threading.Thread(target=sign) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert keys == ["CONTAINER"] * 150 and len(sources.seen) == 1


class Mine(sallyport.Signer):
    def sign(self, method, url):
        return super().sign(method, url, headers={"X-Mine": "1"})


def test_a_class_of_the_callers_waits_too(sources):
    env = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": sources.url + "/container"}
    signer = Mine.from_chain(env=env)
    signed = signer.sign("GET", URL)
    assert isinstance(signer, Mine) and signed.headers["X-Mine"] == "1" and key_of(signed) == "CONTAINER"


async def by_aiohttp(signer, url):
    auth = sallyport.aiohttp.SigV4Auth(signer)
    async with aiohttp.ClientSession(middlewares=[auth]) as session, session.get(url) as answer:
        return answer.status


async def by_httpx(signer, url):
    async with httpx.AsyncClient(auth=sallyport.httpx.SigV4Auth(signer)) as client:
        return (await client.get(url)).status_code


@pytest.mark.parametrize("send", [by_aiohttp, by_httpx])
def test_asyncios_loop_runs_while_credentials_are_fetched(sources, send):
    asked, go, went = threading.Event(), threading.Event(), []
    env = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": sources.url + "/container"}

    def hold():
        asked.set()
        went.append(go.wait(10))

    async def run():
        signer = sallyport.Signer.from_chain(env=env, region="eu-west-1", service="s3")
        task = asyncio.ensure_future(send(signer, sources.url + "/latest/unknown"))
        while not asked.is_set():
            await asyncio.sleep(0)
        go.set()
        return await task

    sources.hold(hold)
    assert asyncio.run(run()) == 404
    assert went == [True]  # and not because the source had waited long enough
