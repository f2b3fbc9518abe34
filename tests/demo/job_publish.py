"""3. publish: a message to AWS IoT Core over HTTPS, with a client certificate
Port 8443 takes client certificates; a firewall often lets only 443 out. There the
client must ask for the protocol x-amzn-http-ca in the TLS handshake (ALPN), which most
HTTP clients cannot. The topic is one percent-encoded part of the path.
"""

import base64
import datetime
import json
import socket
import ssl

TOPIC = "data/test"


def run(sallyport, lab, report):
    iot = lab["iot"]
    device = iot["device"]
    reach = {"verify": lab["ca"], "resolve": {iot["host"]: iot["address"]}}
    now = datetime.datetime.now().isoformat(timespec="seconds")
    payload = json.dumps({"timestamp": now}, separators=(",", ":"))

    for title, port, alpn in (
        ("the port like 443", iot["port_443"], "x-amzn-http-ca"),
        ("port 8443", iot["port_8443"], None),
    ):
        with publisher_for(sallyport, iot, device, port, reach) as publisher:
            for qos in (0, 1):
                report.step(
                    "QoS %d on %s" % (qos, title),
                    "sallyport.IotPublisher(%r, port=%d, cert=%r, key=%r, verify=%r, resolve=%r)"
                    % (iot["host"], port, device["cert"], device["key"], reach["verify"], reach["resolve"])
                    + ".publish(%r, %r, qos=%d)" % (TOPIC, payload, qos),
                )
                receipt = publisher.publish(TOPIC, payload, qos=qos)
                record = lab.arrived("iot")[-1]
                report.wire([record])
                report.block(
                    "came back: %d" % receipt.status_code,
                    "request id %s, trace id %s" % (receipt.request_id, receipt.trace_id),
                )
                message = record["detail"]["message"]
                report.check("topic and QoS arrived", (message["topic"], message["qos"]) == (TOPIC, qos))
                report.check("the payload arrived byte for byte", decoded(message["payload"]) == payload)
                offered = record["tls"].get("alpn_offered", [])
                report.check("ALPN was %s" % (alpn or "not used"), record["tls"].get("alpn") == alpn)
                report.check("nothing else was offered", offered == ([alpn] if alpn else []))
                report.check("the device's certificate was shown", record["tls"]["client_certificate"] == "lab-device")

    report.step("A topic that no policy allows")
    with publisher_for(sallyport, iot, device, iot["port_443"], reach) as publisher:
        report.raises(
            "the refusal says why",
            sallyport.PublishError,
            "PUBLISH_FORBIDDEN",
            publisher.publish,
            "lab/denied",
            payload,
        )

    lab.arrived("iot")
    report.step("Without a certificate the server ends the handshake")
    with sallyport.Client(**reach) as client:
        url = "https://%s:%d/topics/data%%2Ftest" % (iot["host"], iot["port_8443"])
        report.raises(
            "the error names it", sallyport.TLSError, "CLIENT_CERTIFICATE_REQUIRED", client.post, url, data=payload
        )
        report.wire(lab.arrived("iot"))

    report.step("Python's own ssl module, asking for another protocol on the port like 443")
    refused = other_protocol(lab["ca"], iot, "x-amzn-mqtt-ca")
    report.block("the handshake ended with:", refused or "no error")
    report.wire(lab.arrived("iot"))
    report.check("the stand-in refuses any other ALPN", bool(refused))


def decoded(text):
    return base64.b64decode(text).decode("utf-8")


def publisher_for(sallyport, iot, device, port, reach):
    return sallyport.IotPublisher(iot["host"], port=port, cert=device["cert"], key=device["key"], **reach)


def other_protocol(ca, iot, alpn):
    """The text of the handshake's failure, or "" if there is none."""
    context = ssl.create_default_context(cafile=ca)
    context.load_cert_chain(iot["device"]["cert"], iot["device"]["key"])
    context.set_alpn_protocols([alpn])
    with socket.create_connection((iot["address"], iot["port_443"]), timeout=10) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=iot["host"]):
                return ""
        except (ssl.SSLError, OSError) as e:
            return str(e)
