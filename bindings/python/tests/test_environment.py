"""The environment is read at the time of the call and passed in."""

import os

import pytest
from conftest import KEYS, TIME

import sallyport

URL = "https://example.com/"


def test_proxies_count_from_the_next_request_on(server, monkeypatch):
    with sallyport.Client(retries=0) as client:
        assert client.get(server.url + "/echo").json()["path"] == "/echo"
        monkeypatch.setenv("HTTP_PROXY", server.url)
        monkeypatch.setenv("http_proxy", server.url)
        assert client.get("http://elsewhere.invalid/x").json()["path"] == "http://elsewhere.invalid/x"
        monkeypatch.setenv("NO_PROXY", "elsewhere.invalid")
        monkeypatch.setenv("no_proxy", "elsewhere.invalid")
        with pytest.raises(sallyport.NetworkError):
            client.get("http://elsewhere.invalid/x")
        monkeypatch.delenv("NO_PROXY")
        monkeypatch.delenv("no_proxy")
        assert client.get("http://elsewhere.invalid/y").json()["path"] == "http://elsewhere.invalid/y"


def test_a_cgi_program_ignores_http_proxy_which_its_client_can_set(server, monkeypatch):
    with sallyport.Client(retries=0) as client:
        monkeypatch.setenv("HTTP_PROXY", server.url)
        assert client.get("http://elsewhere.invalid/x").status_code == 200
        monkeypatch.setenv("REQUEST_METHOD", "GET")
        with pytest.raises(sallyport.NetworkError):
            client.get("http://elsewhere.invalid/x")
        monkeypatch.setenv("http_proxy", server.url)  # no header has such a name
        assert client.get("http://elsewhere.invalid/x").status_code == 200


@pytest.mark.parametrize("arguments", [{"trust_env": False}, {"proxy": False}])
def test_the_environment_can_be_ignored(server, monkeypatch, arguments):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with sallyport.Client(retries=0, **arguments) as client:
        assert client.get(server.url + "/echo").status_code == 200


def test_an_explicit_proxy_wins_over_the_environment(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with sallyport.Client(proxy=server.url) as client:
        assert client.get("http://elsewhere.invalid/x").json()["path"] == "http://elsewhere.invalid/x"


def test_a_ca_variable_that_names_nothing_is_an_error_of_the_request(server, monkeypatch):
    with sallyport.Client() as client:
        client.get(server.url)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/bundle.pem")
        with pytest.raises(sallyport.TLSError) as caught:
            client.get("https://127.0.0.1:1/")
        assert caught.value.name == "CA_UNREADABLE"
        assert "/no/such/bundle.pem" in str(caught.value)
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
        assert client.get(server.url).status_code == 200


def test_closing_wins_over_a_changed_environment(monkeypatch):
    client = sallyport.Client()
    client.close()
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with pytest.raises(sallyport.UsageError, match="HANDLE_CLOSED"):
        client.get(URL)


def test_signer_from_env_reads_the_given_mapping():
    env = {
        "AWS_ACCESS_KEY_ID": KEYS["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": KEYS["secret_access_key"],
        "AWS_SESSION_TOKEN": "token",
        "AWS_REGION": "eu-west-1",
    }
    signed = sallyport.Signer.from_env(env, service="service").sign("GET", URL, time=TIME)
    assert "/eu-west-1/service/aws4_request" in signed.headers["Authorization"]
    assert signed.headers["X-Amz-Security-Token"] == "token"
    own = sallyport.Signer.from_env(env, service="service", region="us-east-1").sign("GET", URL, time=TIME)
    assert "/us-east-1/service/aws4_request" in own.headers["Authorization"]


@pytest.mark.parametrize("encode", [os.fsencode, str])
def test_an_environment_may_be_text_or_bytes(encode):
    env = {"AWS_ACCESS_KEY_ID": "AKIABYTES", "AWS_SECRET_ACCESS_KEY": KEYS["secret_access_key"], "LANG": "C"}
    env = {encode(name): encode(value) for name, value in env.items()}
    signed = sallyport.Signer.from_env(env, region="eu-west-1", service="service").sign("GET", URL)
    assert "Credential=AKIABYTES/" in signed.headers["Authorization"]


def test_the_environment_of_the_process_may_be_given_in_both_forms(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOWN")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEYS["secret_access_key"])
    for env in (os.environ, os.environb):
        assert repr(sallyport.Signer.from_env(env)) == "<Signer the environment>"


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ([("a", "b")], "env must be a mapping such as os.environ, not list"),
        ("x", "env must be a mapping such as os.environ, not str"),
        (3, "env must be a mapping such as os.environ, not int"),
        ({3: "x"}, "a name in env must be str or bytes, not int"),
        ({"AWS_REGION": None}, "env['AWS_REGION'] must be str or bytes, not NoneType"),
        ({b"AWS_REGION": 3}, "env[b'AWS_REGION'] must be str or bytes, not int"),
        ({"AWS_REGION": "\ud800"}, "env['AWS_REGION'] holds what the file system's encoding cannot carry"),
        ({"\ud800": ""}, "a name in env holds what the file system's encoding cannot carry"),
    ],
)
def test_what_is_no_environment_is_a_usage_error(env, message):
    with pytest.raises(sallyport.UsageError) as caught:
        sallyport.Signer.from_env(env)
    assert (caught.value.name, caught.value.message) == ("INVALID_ARGUMENT", message)


def test_a_file_name_that_cannot_be_encoded_is_a_usage_error():
    with pytest.raises(sallyport.UsageError, match="config_file holds what"):
        sallyport.Signer.from_profile(config_file="\ud800")


def test_signer_from_env_sees_variables_that_were_set_after_the_start(monkeypatch):
    with pytest.raises(sallyport.CredentialsError) as caught:
        sallyport.Signer.from_env()
    assert caught.value.name == "CREDENTIALS_MISSING"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIALATE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEYS["secret_access_key"])
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    signed = sallyport.Signer.from_env(service="service").sign("GET", URL)
    assert "Credential=AKIALATE/" in signed.headers["Authorization"]


def write_profiles(directory):
    config = directory / "config"
    config.write_text("[profile work]\nregion = eu-west-1\n[default]\nregion = us-west-2\n")
    credentials = directory / "credentials"
    template = "[%s]\naws_access_key_id = %s\naws_secret_access_key = " + KEYS["secret_access_key"] + "\n"
    credentials.write_text(template % ("work", "AKIAWORK") + template % ("default", "AKIADEFAULT"))
    return config, credentials


def test_signer_from_profile_by_explicit_files(tmp_path):
    config, credentials = write_profiles(tmp_path)
    files = {"config_file": config, "credentials_file": str(credentials), "service": "service"}
    work = sallyport.Signer.from_profile("work", **files).sign("GET", URL, time=TIME)
    assert "Credential=AKIAWORK/20150830/eu-west-1/service/" in work.headers["Authorization"]
    default = sallyport.Signer.from_profile(**files).sign("GET", URL, time=TIME)
    assert "Credential=AKIADEFAULT/20150830/us-west-2/service/" in default.headers["Authorization"]


def test_signer_from_profile_by_variables(tmp_path, monkeypatch):
    config, credentials = write_profiles(tmp_path)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    monkeypatch.setenv("AWS_PROFILE", "work")
    signer = sallyport.Signer.from_profile(service="service")
    assert "AKIAWORK" in signer.sign("GET", URL).headers["Authorization"]


def test_signer_from_profile_in_the_home_directory(tmp_path, monkeypatch):
    (tmp_path / ".aws").mkdir()
    write_profiles(tmp_path / ".aws")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "AKIADEFAULT" in sallyport.Signer.from_profile(service="service").sign("GET", URL).headers["Authorization"]
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os.path, "expanduser", lambda path: str(tmp_path) if path == "~" else path)
    assert "AKIADEFAULT" in sallyport.Signer.from_profile(service="service").sign("GET", URL).headers["Authorization"]


def test_an_unknown_profile_names_itself_and_the_files(tmp_path):
    config, credentials = write_profiles(tmp_path)
    with pytest.raises(sallyport.CredentialsError) as caught:
        sallyport.Signer.from_profile("absent", config_file=config, credentials_file=credentials)
    assert caught.value.name == "PROFILE_NOT_FOUND"
    assert "absent" in str(caught.value)


@pytest.mark.parametrize("make", [sallyport.Signer.from_env, sallyport.Signer.from_profile])
def test_an_unknown_keyword_is_a_type_error_as_everywhere_in_python(make):
    with pytest.raises(TypeError, match="unexpected keyword argument 'regoin'"):
        make(regoin="eu-west-1")
