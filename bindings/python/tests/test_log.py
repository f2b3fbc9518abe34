"""One line per exchange by the logger "sallyport", without secrets; and OpenTelemetry's words."""

import asyncio
import logging
import subprocess
import sys

import pytest
from conftest import SOURCE

import sallyport
from sallyport import _log

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
SECRETS = ("tellnobody", "wJalrXUtnFEMI", "Signature=", "X-Amz", "hidden")


@pytest.fixture
def lines(caplog):
    """The lines so far."""
    caplog.set_level(logging.DEBUG, logger="sallyport")

    def of():
        found = [record.getMessage() for record in caplog.records if record.name == "sallyport"]
        assert not [line for line in found for secret in SECRETS if secret in line], found
        return found

    return of


def test_an_exchange_is_a_line(server, lines, signer):
    client = sallyport.Client(trust_env=False, signer=signer)
    url = server.url.replace("//", "//user:tellnobody@") + "/echo/a?token=tellnobody"
    sallyport.Client(trust_env=False).post(url, data=b"hidden")
    client.get(server.url + "/echo/b?token=tellnobody")
    with client.stream("GET", server.url + "/bytes?count=3") as response:
        response.read()
    client.post(server.url + "/upload", data=iter([b"hidden"]), payload_hash="UNSIGNED-PAYLOAD")
    kinds = [line.replace(server.url, "URL").rpartition(" in ")[0] for line in lines()]
    peer = server.url.rpartition("/")[2]
    assert kinds == [
        "POST URL/echo/a 200 from " + peer,
        "GET URL/echo/b 200 from " + peer,
        "GET URL/bytes 200 from " + peer,
        "POST URL/upload 200 from " + peer,
    ]
    assert lines()[0].endswith(" ms")


def test_each_request_of_redirects_is_a_line(server, lines):
    sallyport.Client(trust_env=False).get(server.url + "/redirect?to=/status?code=404")
    assert [line.split(" ")[1:3] for line in lines()] == [
        [server.url + "/redirect", "302"],
        [server.url + "/status", "404"],
    ]


def test_a_failure_is_a_line(lines):
    with pytest.raises(sallyport.NetworkError):
        sallyport.Client(trust_env=False, retries=0).get("http://127.0.0.1:1/a?token=tellnobody")
    with pytest.raises(sallyport.NetworkError), sallyport.Client(trust_env=False, retries=0).stream(
        "GET", "http://127.0.0.1:1/b"
    ):
        pass
    first, second = lines()
    assert first.startswith("GET http://127.0.0.1:1/a failed: CONNECT_REFUSED: ")
    assert second.startswith("GET http://127.0.0.1:1/b failed: CONNECT_REFUSED: ")


def test_a_line_break_in_a_url_makes_no_second_line(lines):
    with pytest.raises(sallyport.UsageError):
        sallyport.Client(trust_env=False).get("http://127.0.0.1:1/a\r\nGET http://elsewhere/")
    (line,) = lines()
    assert line.startswith("GET http://127.0.0.1:1/a??GET http://elsewhere/ failed: INVALID_URL: ")
    assert line.isprintable()


def test_asyncio_too(server, lines):
    async def get():
        async with sallyport.AsyncClient(trust_env=False) as client:
            await client.get(server.url + "/a")

    asyncio.run(get())
    assert len(lines()) == 1


def test_a_message_is_a_line(lab, lines):
    publisher = sallyport.IotPublisher(
        lab.iot["host"],
        port=lab.iot["port_443"],
        cert=lab.iot["device"]["cert"],
        key=lab.iot["device"]["key"],
        verify=lab.ca,
        resolve={lab.iot["host"]: lab.iot["address"]},
        trust_env=False,
    )
    publisher.publish("data/test", b"hidden", qos=1)
    publisher.publish_batch([("data/one", b"hidden"), ("data/two", b"hidden")], concurrency=1)
    with pytest.raises(sallyport.PublishError):
        publisher.publish("data/#", b"hidden")
    where = "POST https://%s:%d/topics/data%%2F" % (lab.iot["host"], lab.iot["port_443"])
    assert [line[len(where) :].split(" ")[0] for line in lines()[:3]] == ["test", "one", "two"]
    assert " 200 from %s:%d by TLS 1.3 in " % (lab.iot["address"], lab.iot["port_443"]) in lines()[0]
    assert lines()[3].startswith("POST https://%s/topics/data%%2F%%23 failed: TOPIC_INVALID: " % lab.iot["host"])


def test_each_request_to_the_metadata_service_is_a_line_without_its_token(lab, lines):
    where = lab.metadata["hardened"]
    with sallyport.InstanceMetadata(endpoint=where) as metadata:
        metadata.identity(sallyport.new_audience())
        metadata.get("/latest/meta-data/instance-id?a=tellnobody")
        with pytest.raises(sallyport.HTTPError):
            metadata.get("/missing?a=tellnobody")
    end = " 200 from " + where.rpartition("/")[2]
    base = where + "/latest/"
    assert [line.rpartition(" in ")[0] for line in lines()[:4]] == [
        "PUT " + base + "api/token" + end,
        "GET " + base + "dynamic/instance-identity/document" + end,
        "GET " + base + "dynamic/instance-identity/pkcs7" + end,
        "GET " + base + "meta-data/instance-id" + end,
    ]
    assert len(lines()) == 5
    assert lines()[4].startswith("GET metadata:/missing failed: HTTP_STATUS: ")


def test_nothing_is_said_that_nobody_wants(server, caplog):
    caplog.set_level(logging.INFO, logger="sallyport")
    assert _log.logger() is None
    sallyport.Client(trust_env=False).get(server.url)
    assert not caplog.records


def test_logging_is_not_imported(server):
    code = (
        "import sallyport, sys; sallyport.Client(trust_env=False).get(sys.argv[1]); assert 'logging' not in sys.modules"
    )
    subprocess.run([sys.executable, "-S", "-c", code, server.url], check=True, env={"PYTHONPATH": str(SOURCE)})


def test_the_record_and_the_response_have_the_words_of_opentelemetry(lab, caplog):
    caplog.set_level(logging.DEBUG, logger="sallyport")
    host, port = lab.reach["hosts"][0], lab.reach["port"]
    client = sallyport.Client(resolve={host: lab.reach["address"]}, verify=lab.ca, trust_env=False)
    response = client.get("https://%s:%d/a?token=tellnobody" % (host, port))
    assert response.attributes == {
        "http.request.method": "GET",
        "url.full": "https://%s:%d/a" % (host, port),
        "server.address": host,
        "server.port": port,
        "http.response.status_code": 200,
        "network.protocol.name": "http",
        "network.protocol.version": "1.1",
        "network.peer.address": lab.reach["address"],
        "network.peer.port": port,
        "tls.protocol.name": "tls",
        "tls.protocol.version": "1.3",
        "tls.cipher": response.peer.tls_cipher,
        **({"tls.next_protocol": response.peer.alpn} if response.peer.alpn else {}),
    }
    record = vars(caplog.records[-1])
    assert {name: record[name] for name in response.attributes} == response.attributes


def test_an_error_status_has_a_type(server):
    attributes = sallyport.Client(trust_env=False).get(server.url + "/status?code=503").attributes
    assert attributes["error.type"] == "503" and attributes["http.response.status_code"] == 503
    assert attributes["server.address"] == "127.0.0.1" and "tls.cipher" not in attributes


def test_sources_of_credentials_are_lines(server, lines, monkeypatch, tmp_path):
    """The signer's own, those of a client with its exchange, and those of a function."""
    (tmp_path / "config").write_text(
        "[default]\naws_access_key_id = AKIDPROFILEKEY\naws_secret_access_key = %s\n" % SECRET
    )
    for name, value in {"AWS_CONFIG_FILE": str(tmp_path / "config"), "AWS_EC2_METADATA_DISABLED": "true"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    found = [
        "credentials of the environment: absent, no AWS_ACCESS_KEY_ID",
        "credentials of profile default: it names aws_access_key_id",
        "credentials of profile default: a key that ends in EKEY, without end",
    ]
    signer = sallyport.Signer.from_chain(region="eu-west-1", service="s3")
    signer.sign("GET", "https://h.example/")
    assert lines() == found
    sallyport.Client(trust_env=False, signer=signer).get(server.url + "/echo/a")
    assert lines()[3:6] == found and lines()[6].startswith("GET ") and len(lines()) == 7
    given = [("AKIDFUNCTIONKEY", SECRET, "tellnobody", 4102444800)]
    sallyport.Signer(credentials=given.pop, region="eu-west-1", service="s3").sign("GET", "https://h.example/")
    assert lines()[7:] == [
        "credentials of builtin_function_or_method: a key that ends in NKEY, until 2100-01-01T00:00:00Z"
    ]
    with pytest.raises(IndexError):
        sallyport.Signer(credentials=given.pop)
    assert lines()[8:] == ["credentials of builtin_function_or_method: failed, IndexError"]


def test_a_source_that_fails_is_a_line(lines, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/tellnobody")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    signer = sallyport.Signer.from_chain(region="eu-west-1", service="s3")
    with pytest.raises(sallyport.NetworkError):
        signer.sign("GET", "https://h.example/")
    assert lines()[-1].startswith("credentials: failed, CONNECT_REFUSED: the container's credentials: ")
