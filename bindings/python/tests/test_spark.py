"""sallyport.spark as far as it goes without Spark: what is refused, pickled and kept by a worker; publishing."""

import pickle
import subprocess
import sys

import pytest
from conftest import KEYS, SOURCE
from sources import Sources

import sallyport
import sallyport.spark
from sallyport import _rows
from sallyport.spark import _worker

ENDPOINT = "a1-ats.iot.eu-west-1.amazonaws.com"
SECRET = "wJalrXUtnFEMI/K7MDENG"
PEM = "-----BEGIN " + "PRIVATE KEY-----\n" + SECRET


@pytest.fixture(autouse=True)
def new_worker(monkeypatch):
    monkeypatch.setattr(_worker, "_made", {})


@pytest.mark.parametrize("name", ["access_key_id", "secret_access_key", "session_token"])
@pytest.mark.parametrize("function", ["presign", "sign", "https_get", "iot_writer"])
def test_secrets_are_refused_as_arguments(function, name):
    urls = {"presign": ["url"], "https_get": ["url"], "sign": ["method", "url"]}
    arguments = urls.get(function, [ENDPOINT])
    with pytest.raises(sallyport.UsageError, match=name + " is not taken here: it would be pickled") as caught:
        getattr(sallyport.spark, function)(*arguments, **{name: SECRET})
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "options",
    [
        {"key": PEM},
        {"cert": PEM.encode()},
        {"cert": ("a.pem", PEM)},
        {"cert": ("a.p12", None, "secret")},
        {"cert": b"\x30\x82 PKCS#12 or DER"},
        {"proxy": "http://u:%s@proxy" % SECRET},
        {"authorizer": {"name": "a", "token": SECRET}},
    ],
)
def test_inline_keys_passwords_and_tokens_are_refused(options):
    for function, argument in ((sallyport.spark.iot_writer, ENDPOINT), (sallyport.spark.https_get, "url")):
        with pytest.raises((sallyport.UsageError, TypeError)) as caught:
            function(argument, **options)
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["Authorization", b"cookie", "X-Amz-Security-Token", "X-Amz-CustomAuthorizer-Signature"]
)
def test_headers_that_are_secrets_are_refused(name):
    headers = {"Accept": "*/*", name: SECRET}
    for function, arguments in (("presign", ["url"]), ("sign", ["method", "url"]), ("https_get", ["url"])):
        with pytest.raises(sallyport.UsageError, match="is not taken here: it would be pickled") as caught:
            getattr(sallyport.spark, function)(*arguments, headers=headers)
        assert SECRET not in str(caught.value)


def test_a_signer_is_refused(signer):
    with pytest.raises(sallyport.UsageError, match="signer is not taken here"):
        sallyport.spark.iot_writer(ENDPOINT, signer=signer)


def test_a_worker_finds_credentials(monkeypatch):
    with Sources() as sources:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", sources.url + "/container")
        signer = _worker.signer(_worker.signer_options({"credentials": "chain", "region": "eu-west-1"}))
        assert "CONTAINER" in signer.presign("GET", "https://s3.eu-west-1.amazonaws.com/a")
        assert "CONTAINER" in signer.presign_batch(["https://s3.eu-west-1.amazonaws.com/a"])[0]


def test_a_wrong_option_is_an_error_of_the_driver():
    with pytest.raises(TypeError, match="unexpected keyword argument 'regoin'"):
        sallyport.spark.presign("url", regoin="x")
    with pytest.raises(sallyport.UsageError, match="EXPIRES_OUT_OF_RANGE"):
        sallyport.spark.presign("url", expires=0)
    with pytest.raises(sallyport.UsageError, match="credentials must be"):
        sallyport.spark.presign("url", credentials="magic")
    with pytest.raises(TypeError, match="unexpected keyword argument 'port'"):
        sallyport.spark.https_get("url", port=443)
    with pytest.raises(sallyport.UsageError, match="region says how to sign, but nothing says to"):
        sallyport.spark.https_get("url", region="eu-west-1")
    with pytest.raises(sallyport.UsageError, match="seen must be a function"):
        sallyport.spark.verify_identity("s", seen=set())


def test_importing_it_imports_no_spark_and_nothing_native():
    code = (
        "import sys; sys.path.insert(0, %r); import sallyport.spark;"
        "print(sorted({'pyspark', 'pandas', 'pyarrow', 'numpy'} & set(sys.modules)),"
        "'libsallyport' in open('/proc/self/maps').read())" % str(SOURCE)
    )
    out = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True).stdout.decode()
    assert out == "[] False\n"


def test_a_writer_is_pickled_without_a_publisher():
    writer = sallyport.spark.iot_writer(ENDPOINT, cert="/on/executor.pem", qos=1)
    again = pickle.loads(pickle.dumps(writer))
    assert again.options == {"cert": "/on/executor.pem"}
    assert again.message == {"qos": 1}
    assert repr(again) == "<iot_writer to %s>" % ENDPOINT


def test_a_worker_keeps_one_signer_until_the_credentials_file_changes(tmp_path):
    file = tmp_path / "credentials"
    file.write_text("[p]\naws_access_key_id=AKID1\naws_secret_access_key=s\n")
    options = _worker.signer_options({"profile": "p", "credentials_file": str(file), "region": "eu-west-1"})
    first = _worker.signer(options)
    assert _worker.signer(dict(options)) is first
    assert _worker.signer(dict(options, region="eu-west-2")) is not first
    file.write_text("[p]\naws_access_key_id=AKID22\naws_secret_access_key=s\n")
    assert "AKID22" in _worker.signer(options).presign("GET", "https://s3.eu-west-1.amazonaws.com/a")


def test_a_worker_keeps_one_client_and_a_new_one_for_new_credentials(tmp_path):
    file = tmp_path / "credentials"
    file.write_text("[p]\naws_access_key_id=AKID1\naws_secret_access_key=s\n")
    plain = _worker.client_options({"resolve": {"a.example": "127.0.0.1"}, "proxy": False})
    signing = _worker.client_options({"profile": "p", "credentials_file": str(file), "region": "eu-west-1"})
    first, second = _worker.client(plain), _worker.client(signing)
    assert _worker.client(dict(plain)) is first and _worker.client(dict(signing)) is second
    file.write_text("[p]\naws_access_key_id=AKID22\naws_secret_access_key=s\n")
    assert _worker.client(plain) is first and _worker.client(signing) is not second


def test_a_fault_of_the_library_is_not_a_bad_row():
    closed = sallyport.Client(proxy=False)
    closed.close()
    with pytest.raises(sallyport.UsageError, match="HANDLE_CLOSED"):
        _rows.get(closed, ["https://a.example/"], [None])
    (row,) = _rows.get(_worker.client({"proxy": False}), ["no url"], [None])
    assert row[:3] == (None, None, None) and row[3]["name"] == "INVALID_URL"


class Answers:
    """A publisher that takes some topics."""

    def __init__(self):
        self.sent = []

    def publish(self, topic, payload, **message):
        if topic == "refused":
            raise sallyport.PublishError(1601, "no")
        if topic == "down":
            raise sallyport.NetworkError(1301, "down")
        self.sent.append((topic, payload, message))


class Counter:
    value = 0

    def add(self, number):
        self.value += number


@pytest.fixture
def answers(monkeypatch):
    publisher = Answers()
    monkeypatch.setattr(_worker, "publisher", lambda endpoint, options: publisher)
    return publisher


def rows(*topics):
    return [{"topic": topic, "payload": "p%d" % i} for i, topic in enumerate(topics)]


def test_refused_rows_do_not_stop_the_others_and_are_counted(answers):
    published, failed = Counter(), Counter()
    writer = sallyport.spark.iot_writer(ENDPOINT, published=published, failed=failed, qos=1)
    with pytest.raises(sallyport.PublishError, match="2 of 4 rows of this partition were not published: row 1"):
        writer(rows("a", "refused", None, "b"))
    assert [topic for topic, _, _ in answers.sent] == ["a", "b"]
    assert (published.value, failed.value) == (2, 2)


def test_on_error_takes_the_refused_rows(answers):
    taken = []
    writer = sallyport.spark.iot_writer(ENDPOINT, on_error=lambda row, e: taken.append((row["payload"], e.name)))
    writer(rows("a", "refused", "b"))
    assert [payload for payload, _ in taken] == ["p1"]
    assert len(answers.sent) == 2


def test_a_server_that_cannot_be_reached_fails_the_partition_at_once(answers):
    published = Counter()
    writer = sallyport.spark.iot_writer(ENDPOINT, on_error=lambda row, e: None, published=published)
    with pytest.raises(sallyport.NetworkError):
        writer(rows("a", "down", "b"))
    assert published.value == 1
    assert len(answers.sent) == 1


def test_topic_payload_and_properties_may_be_functions_of_the_row(answers):
    writer = sallyport.spark.iot_writer(
        ENDPOINT, topic=lambda row: "t/" + row["topic"], payload="payload", qos=lambda row: 1, retain=True
    )
    writer(rows("a"))
    assert answers.sent == [("t/a", "p0", {"qos": 1, "retain": True})]
    with pytest.raises(AttributeError, match="no such column"):
        sallyport.spark.iot_writer(ENDPOINT, topic="nowhere")(rows("a"))


def test_the_environment_is_the_default_source(monkeypatch):
    with pytest.raises(sallyport.CredentialsError):
        _worker.signer({"region": "eu-west-3"})
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEYS["access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEYS["secret_access_key"])
    assert repr(_worker.signer({"region": "eu-west-3"})) == "<Signer the environment>"
