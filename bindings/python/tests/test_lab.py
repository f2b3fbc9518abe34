"""Reach, sign and publish against the stand-ins of the clouds."""

import datetime
import pathlib
import pickle

import pytest
from stall import Stall

import sallyport

DESCRIBE = {
    "X-Amz-Target": "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans",
    "Content-Type": "application/x-amz-json-1.1",
}


# ---- Reach ----


def reach_url(lab, number, path="/"):
    return "https://%s:%d%s" % (lab.reach["hosts"][number], lab.reach["port"], path)


def reach_client(lab, **options):
    given = {"resolve": {host: lab.reach["address"] for host in lab.reach["hosts"]}, "verify": lab.ca}
    given.update(options)
    return sallyport.Client(**given)


@pytest.mark.parametrize("number", [0, 1])
def test_the_right_virtual_host_answers_by_its_name(lab, number):
    with reach_client(lab) as client:
        response = client.get(reach_url(lab, number, "/a?b=c"))
    answer = response.json()
    host = lab.reach["hosts"][number]
    assert answer["vhost"] == answer["sni"] == host
    assert answer["host_header"] == "%s:%d" % (host, lab.reach["port"])
    assert response.peer.ip == lab.reach["address"]
    assert response.peer.port == lab.reach["port"]
    assert response.peer.tls_version == "TLS 1.3"
    assert host.encode() in response.peer.certificate
    assert "certificate=<%d bytes>," % len(response.peer.certificate) in repr(response.peer)
    assert lab.ca in response.peer.trust_source
    assert response.timings.tls > 0


def test_a_bare_address_fails_with_the_way_out(lab):
    with reach_client(lab) as client, pytest.raises(sallyport.CertificateError) as caught:
        client.get("https://%s:%d/" % (lab.reach["address"], lab.reach["port"]))
    assert caught.value.name == "CERTIFICATE_NAME_MISMATCH"
    assert "resolve=" in caught.value.hint


def test_a_pin_to_the_wrong_server_says_whose_certificate_it_is(lab):
    name = "elsewhere.example.com"
    with reach_client(lab, resolve={name: lab.reach["address"]}) as client, pytest.raises(sallyport.TLSError) as caught:
        client.get("https://%s:%d/" % (name, lab.reach["port"]))
    assert caught.value.name == "CERTIFICATE_NAME_MISMATCH"
    assert lab.reach["hosts"][0] in caught.value.message


@pytest.mark.parametrize(
    "form", [str, pathlib.Path, lambda p: pathlib.Path(p).read_bytes(), lambda p: pathlib.Path(p).read_text()]
)
def test_verify_takes_a_file_or_pem(lab, form):
    with reach_client(lab, verify=form(lab.ca)) as client:
        assert client.get(reach_url(lab, 0)).status_code == 200


def test_verify_takes_a_directory(lab, tmp_path):
    (tmp_path / "any-name.crt").write_bytes(pathlib.Path(lab.ca).read_bytes())
    with reach_client(lab, verify=tmp_path) as client:
        assert client.get(reach_url(lab, 0)).status_code == 200


def test_verify_false_is_what_it_says(lab):
    with reach_client(lab, verify=False) as client:
        assert client.get(reach_url(lab, 0)).status_code == 200


def test_an_unknown_authority_is_a_certificate_error(lab):
    with reach_client(lab, verify=True) as client, pytest.raises(sallyport.CertificateError) as caught:
        client.get(reach_url(lab, 0))
    assert caught.value.name == "CERTIFICATE_UNKNOWN_AUTHORITY"


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_ca_variables_count_from_the_next_request_on(lab, monkeypatch, variable):
    with reach_client(lab, verify=True) as client:
        with pytest.raises(sallyport.CertificateError):
            client.get(reach_url(lab, 0))
        monkeypatch.setenv(variable, lab.ca)
        assert client.get(reach_url(lab, 0)).status_code == 200
        monkeypatch.delenv(variable)
        with pytest.raises(sallyport.CertificateError):
            client.get(reach_url(lab, 0))


def test_an_explicit_verify_wins_over_the_environment(lab, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/bundle.pem")
    for verify in (lab.ca, False):
        with reach_client(lab, verify=verify) as client:
            assert client.get(reach_url(lab, 0)).status_code == 200


def test_trust_env_false_ignores_the_environment(lab, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", lab.ca)
    with reach_client(lab, verify=True, trust_env=False) as client, pytest.raises(sallyport.CertificateError):
        client.get(reach_url(lab, 0))


def requests_at(lab):
    """How many requests have arrived. The refused handshakes of earlier tests may be noted late."""
    return sum(bool(record.get("head")) for record in lab.records())


def test_a_signed_request_is_not_redirected_elsewhere(lab):
    signer = sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="secret", region="eu-west-1", service="s3")
    url = reach_url(lab, 0, "/redirect?to=" + reach_url(lab, 1).replace(":", "%3A"))
    with reach_client(lab, signer=signer) as client:
        before = requests_at(lab)
        try:
            answered = client.get(url).status_code
        except sallyport.HTTPError as e:
            answered = e.name
    assert answered in (302, "HTTP_REDIRECT_REFUSED")
    assert requests_at(lab) == before + 1


# ---- Sign ----


def aws_client(lab, **options):
    signer = sallyport.Signer.from_profile(
        lab.aws["profile"], config_file=lab.aws["config_file"], credentials_file=lab.aws["credentials_file"], **options
    )
    return sallyport.Client(signer=signer, resolve={lab.aws["host"]: lab.aws["address"]}, verify=lab.ca)


def aws_url(lab):
    return "https://%s:%d/" % (lab.aws["host"], lab.aws["port"])


def test_the_signing_name_comes_from_the_target(lab):
    with aws_client(lab) as client:
        response = client.post(aws_url(lab), data=b"{}", headers=DESCRIBE)
    assert response.status_code == 200, response.text
    assert "ScalingPlans" in response.json()


def test_a_wrong_signing_name_is_refused_as_aws_does(lab):
    with aws_client(lab, service="autoscaling") as client:
        response = client.post(aws_url(lab), data=b"{}", headers=DESCRIBE)
    assert response.status_code == 400
    assert "Credential should be scoped to correct service: 'autoscaling-plans'" in response.text


def test_a_request_signed_apart_is_accepted_as_it_is(lab):
    signer = sallyport.Signer(
        access_key_id=lab.aws["access_key_id"],
        secret_access_key=lab.aws["secret_access_key"],
        session_token=lab.aws["session_token"],
    )
    signed = signer.sign("POST", aws_url(lab), headers=DESCRIBE, body=b"{}")
    with sallyport.Client(resolve={lab.aws["host"]: lab.aws["address"]}, verify=lab.ca) as client:
        response = client.request(signed.method, signed.url, headers=signed.headers, data=b"{}")
    assert response.status_code == 200, response.text


# ---- Publish ----


def publisher(lab, port, **options):
    given = {
        "cert": lab.iot["device"]["cert"],
        "key": lab.iot["device"]["key"],
        "resolve": {lab.iot["host"]: lab.iot["address"]},
        "verify": lab.ca,
        "timeout": 20,
    }
    given.update(options)
    return sallyport.IotPublisher(lab.iot["host"], port=lab.iot[port], **given)


@pytest.mark.parametrize(("port", "alpn"), [("port_443", "x-amzn-http-ca"), ("port_8443", "")])
@pytest.mark.parametrize("qos", [0, 1])
def test_publish_with_a_client_certificate(lab, port, alpn, qos):
    with publisher(lab, port) as device:
        receipt = device.publish("data/test", '{"time": 1}', qos=qos)
    assert receipt.status_code == 200
    assert receipt.request_id
    assert receipt.trace_id
    assert receipt.attempts == 1
    assert receipt.peer.alpn == alpn
    assert isinstance(receipt.elapsed, datetime.timedelta)
    assert pickle.loads(pickle.dumps(receipt)) == receipt
    assert "certificate=<%d bytes>," % len(receipt.peer.certificate) in repr(receipt)
    assert "\\x" not in repr(receipt)
    message = lab.records()[-1]["detail"]["message"]
    assert (message["topic"], message["qos"]) == ("data/test", qos)


def test_every_property_of_a_message_arrives(lab):
    with publisher(lab, "port_443") as device:
        device.publish(
            "a/\u00e9 p",
            bytearray(b"\x00\xff"),
            qos=1,
            retain=True,
            content_type="application/octet-stream",
            response_topic="answers/here",
            message_expiry=datetime.timedelta(minutes=1),
            user_properties=[("one", "1"), ("two", "2"), ("one", "3")],
            correlation_data=b"\x01\x02",
            payload_format="UNSPECIFIED_BYTES",
            timeout=10,
        )
    assert lab.records()[-1]["detail"]["message"] == {
        "topic": "a/\u00e9 p",
        "payload": "AP8=",
        "qos": 1,
        "retain": True,
        "content_type": "application/octet-stream",
        "response_topic": "answers/here",
        "message_expiry": 60,
        "user_properties": [{"one": "1"}, {"two": "2"}, {"one": "3"}],
        "correlation_data": "AQI=",
        "payload_format": "UNSPECIFIED_BYTES",
    }


def test_limits_of_one_message_need_no_other_connection(lab):
    with publisher(lab, "port_443") as device:
        device.publish("data/test", b"1")
        for limits in ({"timeout": 19}, {"timeout": (18, None)}, {"deadline": 17}, {"timeout": 16, "deadline": 15}):
            assert device.publish("data/test", b"2", **limits).timings.reused
            assert device.publish_batch([dict(limits, topic="data/test", payload=b"3")]).results[0].timings.reused
    for limits, name, says in (
        ({"timeout": 0.2}, "TLS_TIMEOUT", "200ms"),
        ({"timeout": (0.3, 60)}, "TLS_TIMEOUT", "300ms"),
        ({"deadline": 0.4}, "DEADLINE_EXCEEDED", "TLS handshake"),
    ):
        with Stall() as stall:
            resolve = {lab.iot["host"]: "127.0.0.1"}
            port = int(stall.url.rpartition(":")[2].strip("/"))
            device = sallyport.IotPublisher(
                lab.iot["host"], port=port, cert=lab.iot["device"]["cert"], key=lab.iot["device"]["key"],
                resolve=resolve, verify=lab.ca, retries=0,
            )  # fmt: skip
            with device, pytest.raises(sallyport.TimeoutError, match=says) as caught:
                device.publish("data/test", b"4", **limits)
        assert caught.value.name == name


def test_user_properties_arrive_as_they_were_given(lab):
    given = [
        ("k", "  v "),
        ("k", "\tv\t"),
        (" n ", "x"),
        ("a:b", "c"),
        ("a:", ":"),
        ("", ""),
        ("\u00e9", "a: b"),
        (b"y", b"z"),
    ]
    with publisher(lab, "port_443") as device:
        device.publish("t", b"x", user_properties=given)
    assert lab.records()[-1]["detail"]["message"]["user_properties"] == [
        {"k": "  v "},
        {"k": "\tv\t"},
        {" n ": "x"},
        {"a:b": "c"},
        {"a:": ":"},
        {"": ""},
        {"\u00e9": "a: b"},
        {"y": "z"},
    ]


def test_pem_in_memory_and_a_pair_work_too(lab):
    cert = pathlib.Path(lab.iot["device"]["cert"]).read_bytes()
    key = pathlib.Path(lab.iot["device"]["key"]).read_bytes()
    for options in ({"cert": cert, "key": key}, {"cert": (cert, key), "key": None}, {"cert": cert + key, "key": None}):
        with publisher(lab, "port_443", **options) as device:
            assert device.publish("data/test", b"x").status_code == 200


def test_publish_signed_with_aws_credentials(lab):
    signer = sallyport.Signer(
        access_key_id=lab.aws["access_key_id"],
        secret_access_key=lab.aws["secret_access_key"],
        session_token=lab.aws["session_token"],
    )
    with publisher(lab, "port_443", cert=None, key=None, signer=signer) as device:
        assert device.publish("data/test", b"x", qos=1).status_code == 200


def test_publish_with_a_custom_authorizer(lab):
    with publisher(lab, "port_443", cert=None, key=None, authorizer=lab.iot["authorizer"]) as device:
        assert device.publish("data/test", b"x").status_code == 200


@pytest.mark.parametrize(
    ("topic", "name", "detail"),
    [
        ("lab/denied", "PUBLISH_FORBIDDEN", 403),
        ("lab/throttled", "PUBLISH_THROTTLED", 429),
        ("lab/failing", "PUBLISH_SERVER_ERROR", 500),
        ("", "TOPIC_INVALID", 0),
        ("a/#", "TOPIC_INVALID", 0),
        ("a/+/b", "TOPIC_INVALID", 0),
        ("x" * 257, "TOPIC_TOO_LONG", 0),
        ("/" * 8, "TOPIC_TOO_DEEP", 0),
    ],
)
def test_refusals_are_publish_errors(lab, topic, name, detail):
    with publisher(lab, "port_443", retries=0) as device, pytest.raises(sallyport.PublishError) as caught:
        device.publish(topic, b"x")
    assert (caught.value.name, caught.value.detail) == (name, detail)


def test_a_lost_answer_is_uncertain_with_qos_0(lab):
    with publisher(lab, "port_443") as device, pytest.raises(sallyport.PublishError) as caught:
        device.publish("lab/silent", b"x", qos=0)
    assert caught.value.name == "PUBLISH_UNCERTAIN"


def test_a_payload_over_the_quota_is_not_sent(lab):
    with publisher(lab, "port_443") as device:
        assert device.publish("data/test", b"x" * 131072).status_code == 200
        before = requests_at(lab)
        with pytest.raises(sallyport.PublishError, match="PAYLOAD_TOO_LARGE"):
            device.publish("data/test", b"x" * 131073)
        assert requests_at(lab) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"payload": {"a": 1}},
            "payload must be bytes, str, bytearray or memoryview (for a dict: json.dumps(it)), not dict",
        ),
        ({"topic": 3}, "topic must be str or bytes, not int"),
        ({"qos": "1"}, "qos must be int, not str"),
        ({"retain": 1}, "retain must be True or False, not int"),
        ({"message_expiry": 0.5}, "message_expiry must be whole seconds, not 0.5"),
        ({"user_properties": 3}, "user_properties must be a dict or a list of (name, value) pairs, not int"),
        ({"correlation_data": 3}, "correlation_data must be bytes, str, bytearray or memoryview, not int"),
        ({"content_type": 3}, "content_type must be str or bytes, not int"),
        ({"timeout": 0}, "timeout must be more than 0 seconds, not 0"),
    ],
)
def test_wrong_arguments_are_usage_errors(lab, arguments, message):
    call = {"topic": "t", "payload": b"x"}
    call.update(arguments)
    with publisher(lab, "port_443") as device, pytest.raises(sallyport.UsageError) as caught:
        device.publish(**call)
    assert caught.value.message == message


def test_the_port_is_found(lab):
    # Nothing listens at that address: the error tells of both ports.
    options = {"cert": lab.iot["device"]["cert"], "key": lab.iot["device"]["key"], "verify": lab.ca, "retries": 0}
    with sallyport.IotPublisher(
        lab.iot["host"], port="auto", resolve={lab.iot["host"]: "127.83.83.83"}, **options
    ) as device, pytest.raises(sallyport.NetworkError) as caught:
        device.publish("t", b"x")
    assert caught.value.name == "CONNECT_REFUSED"
    assert "%s:443: " % lab.iot["host"] in caught.value.message
    assert "%s:8443: " % lab.iot["host"] in caught.value.message


@pytest.mark.parametrize("qos", [-1, 2, 2**40])
def test_a_wrong_qos_is_named_as_given(lab, qos):
    with publisher(lab, "port_443") as device, pytest.raises(sallyport.PublishError) as caught:
        device.publish("t", b"x", qos=qos)
    assert (caught.value.name, caught.value.message) == ("MESSAGE_INVALID", "qos must be 0 or 1, not %d" % qos)


@pytest.mark.parametrize(
    "arguments",
    [
        {"payload_format": "TEXT"},
        {"message_expiry": 0},
        {"message_expiry": -1},
        {"message_expiry": -0.5},
        {"message_expiry": datetime.timedelta(seconds=-5)},
        {"message_expiry": -(2**70)},
        {"message_expiry": -(10**5000)},
        {"message_expiry": 2**32},
        {"user_properties": {"a\nb": "c"}},
        {"user_properties": {"a: b": "c"}},
        {"user_properties": {"a": "b\n  c"}},
        {"user_properties": {"a": "b\r"}},
        {"user_properties": {"a": "b\0"}},
        {"user_properties": {"a": b"\xff"}},
        {"user_properties": {"a": "\udc80"}},
    ],
)
def test_invalid_properties_are_publish_errors(lab, arguments):
    with publisher(lab, "port_443") as device, pytest.raises(sallyport.PublishError) as caught:
        device.publish("t", b"x", **arguments)
    assert caught.value.name == "MESSAGE_INVALID"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"authorizer": "token"}, "authorizer must be a dict, not str"),
        ({"authorizer": {"tokn": "x"}}, "authorizer has no 'tokn'; it takes name, token_key, token, signature"),
        ({"authorizer": {"token": 1}}, "authorizer['token'] must be str or bytes, not int"),
        ({"port": "443"}, "port must be a number or \"auto\", not '443'"),
        ({"port": "Auto"}, "port must be a number or \"auto\", not 'Auto'"),
        ({"port": None}, "port must be int, not NoneType"),
        ({"port": 0}, "port must be from 1 to 65535, not 0"),
        ({"port": -1}, "port must be from 1 to 65535, not -1"),
        ({"port": 70000}, "port must be from 1 to 65535, not 70000"),
        ({"cert": None, "key": "k.pem"}, "key is given without cert"),
    ],
)
def test_wrong_options_are_usage_errors(options, message):
    with pytest.raises(sallyport.UsageError) as caught:
        sallyport.IotPublisher("host.example", **options)
    assert caught.value.message == message


def test_a_closed_publisher_says_so(lab):
    device = publisher(lab, "port_443")
    device.close()
    with pytest.raises(sallyport.UsageError, match="this IotPublisher was closed"):
        device.publish("t", b"x")
