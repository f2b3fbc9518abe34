"""Why a connection fails, as one cause."""

import concurrent.futures
import pickle
import signal
import socket
import threading

import pytest
from conftest import ROOT
from lab import Faults

import sallyport

SECRET = "topsecret"


@pytest.fixture
def port():
    """A port where nothing listens."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture
def silent():
    """A server that accepts and says nothing."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen(16)
        yield s.getsockname()[1]


def test_a_server_that_is_well(server):
    found = sallyport.diagnose(server.url + "/echo?token=" + SECRET)
    assert (found.cause, found.stage) == ("ok", "done")
    assert ("status", "200 OK") in found.evidence
    assert server.seen[-1][0:2] == ("GET", "/echo?token=" + SECRET)
    assert SECRET not in str(found)


def test_nobody_listens(port):
    found = sallyport.diagnose("https://server.example:%d/" % port, resolve={"server.example": "127.0.0.1"})
    assert (found.cause, found.stage) == ("connect_refused", "tcp")
    assert ("addresses from", "resolve=") in found.evidence
    assert dict(found.evidence)["connection"].startswith("127.0.0.1:%d: CONNECT_REFUSED" % port)
    assert str(found).startswith("connect_refused: ") and "\nFix: " in str(found)
    assert pickle.loads(pickle.dumps(found)) == found
    assert repr(found).startswith("Diagnosis(cause='connect_refused', ") and "stage='tcp'" in repr(found)


def test_http_where_tls_is_expected(server):
    found = sallyport.diagnose(server.url.replace("http://", "https://"))
    assert (found.cause, found.stage) == ("not_tls_http", "hello")


def test_the_url_is_a_cause_and_what_is_no_url_an_error():
    assert sallyport.diagnose("server.example").cause == "url_invalid"
    with pytest.raises(sallyport.UsageError, match="url"):
        sallyport.diagnose(None)


def test_options_that_cannot_be_used_are_a_cause(tmp_path):
    key = tmp_path / "ca.pem"
    key.write_text("no certificate")
    for given, cause in ((tmp_path / "missing.pem", "ca_unreadable"), (key, "ca_no_certificates")):
        why = sallyport.diagnose("https://server.example/", verify=str(given))
        assert (why.cause, why.stage) == (cause, "configuration"), str(why)
        assert str(given) in str(why) and why.fix


def test_an_error_has_the_cause_that_a_diagnosis_gives(port):
    with pytest.raises(sallyport.NetworkError) as caught:
        sallyport.Client(retries=0).get("https://127.0.0.1:%d/" % port)
    assert caught.value.cause == "connect_refused"
    assert pickle.loads(pickle.dumps(caught.value)).cause == "connect_refused"
    with pytest.raises(sallyport.UsageError) as caught:
        sallyport.Client().get(None)
    assert caught.value.cause == ""


def test_options_are_those_of_a_client():
    with pytest.raises(TypeError, match="pins"):
        sallyport.diagnose("https://server.example/", pins=[])
    with pytest.raises(sallyport.UsageError, match="verify"):
        sallyport.diagnose("https://server.example/", verify=3)


def test_the_deadline_bounds_it(silent):
    found = sallyport.diagnose("https://127.0.0.1:%d/" % silent, deadline=0.3)
    assert (found.cause, found.stage) == ("time_up", "done")


def test_a_signal_handler_ends_it(silent):
    class Stop(Exception):
        pass

    def stop(*_):
        raise Stop

    before = signal.signal(signal.SIGUSR1, stop)
    try:
        threading.Timer(0.3, signal.pthread_kill, (threading.main_thread().ident, signal.SIGUSR1)).start()
        with pytest.raises(Stop):
            sallyport.diagnose("https://127.0.0.1:%d/" % silent)
    finally:
        signal.signal(signal.SIGUSR1, before)


@pytest.fixture
def faults():  # anew for each backend: some servers count
    with Faults(ROOT) as running:
        yield running.scenarios


def keywords(settings):
    """The options of Client that say the same as keys of the table of options."""
    told = dict(settings)
    lists = {"client.resolve": "resolve", "client.allow": "allow", "client.alpn": "alpn", "tls.spki_pins": "spki_pins"}
    out = {name: told.pop(key).split("\n") for key, name in lists.items() if key in told}
    out["verify"] = told.pop("tls.ca_bytes").encode()
    if "tls.cert" in told:
        out["cert"] = (told.pop("tls.cert").encode(), told.pop("tls.key").encode())
    if "client.proxy" in told:
        out["proxy"] = "http://" + told.pop("client.proxy").replace("http://", "")
    connect = min(int(told.pop("client." + key)) for key in ("connect_timeout", "tls_timeout"))
    out["timeout"] = (connect / 1000, int(told.pop("client.read_timeout")) / 1000)
    out["deadline"] = int(told.pop("client.timeout")) / 1000
    assert all(key.startswith("env.") for key in told), told
    return out


def test_every_fault_has_its_cause(faults, monkeypatch):
    def wrong(scenario):
        found = sallyport.diagnose(scenario["url"], **keywords(scenario["settings"]))
        right = (found.cause, found.stage) == (scenario["cause"], scenario["stage"]) and found.fix
        return None if right and scenario["shows"] in str(found) else "%s: %s" % (scenario["id"], found)

    of_environment = [s for s in faults if any(key.startswith("env.") for key in s["settings"])]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        assert [text for text in pool.map(wrong, [s for s in faults if s not in of_environment]) if text] == []
    for scenario in of_environment:
        with monkeypatch.context() as patch:
            for key, value in scenario["settings"].items():
                if key.startswith("env."):
                    patch.setenv(key[4:], value)
            assert wrong(scenario) is None
    assert len(faults) > 150
