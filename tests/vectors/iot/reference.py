"""Writes request.txt: what AWS's documents say a publish looks like. A second implementation: it uses nothing of ours."""

import base64
import json
import pathlib
import sys
from urllib.parse import quote

FILE = pathlib.Path(__file__).with_name("request.txt")
QUERY = {
    "qos": "qos",
    "retain": "retain",
    "content_type": "contentType",
    "response_topic": "responseTopic",
    "message_expiry": "messageExpiry",
}


def encoded(text):
    return quote(text, safe="-_.~")


def record(name, topic="t", expect="OK", **message):
    auth = message.pop("auth", "certificate")
    lines = ["name: " + name, "auth: " + auth, "topic: " + topic]
    properties = message.pop("user_properties", [])
    want = message.pop("want", [])
    for key, value in message.items():
        lines.append("%s: %s" % (key, value))
    lines = [line[:-1] if line.endswith(": ") else line for line in lines]
    lines += ["user_property: %s: %s" % pair for pair in properties]
    lines.append("expect: " + expect)
    if expect != "OK":
        return "\n".join(lines + ["sent: no"])
    lines.append("want.path: /topics/" + encoded(topic))
    query = dict({"qos": "0"}, **{k: str(v) for k, v in message.items() if k in QUERY})
    pairs = sorted("%s=%s" % (QUERY[k], encoded(v)) for k, v in query.items())
    lines.append("want.query: " + "&".join(pairs))
    if "correlation_data" in message:
        data = base64.b64encode(message["correlation_data"].encode()).decode()
        lines.append("want.header.x-amz-mqtt5-correlation-data: " + data)
    if "payload_format" in message:
        lines.append("want.header.x-amz-mqtt5-payload-format-indicator: " + message["payload_format"])
    if properties:
        lines.append("want.user_properties: " + json.dumps([{k: v} for k, v in properties], ensure_ascii=False))
    return "\n".join(lines + want)


def records():
    topics = {
        "slashes": "data/test",
        "double-slash": "a//b",
        "edge-slashes": "/a/",
        "dots": "a/../b",
        "query": "a?b=c",
        "space": "a b",
        "percent": "a%2Fb",
        "dollar-rule": "$aws/rules/r1/x",
        "unreserved": "A-z_0.9~",
        "reserved": "!'()*;:@&=,[]",
        "backslash": "a\\b",
        "cjk": "设备/温度",
        "emoji": "\U0001f600",
        "combining": "e\u0301",
        "quote": 'a"b',
        "256-bytes": "t" * 256,
        "7-slashes": "/" * 7,
        "rule-prefix-not-counted": "$aws/rules/r1/" + "t" * 256,
        "rule-prefix-slashes": "$aws/rules/r1/" + "a/" * 7 + "a",
    }
    for name, topic in topics.items():
        yield record("topic-" + name, topic)
    yield record("topic-empty", "", "TOPIC_INVALID")
    yield record("topic-wildcard-plus", "a/+/b", "TOPIC_INVALID")
    yield record("topic-wildcard-hash", "a/#", "TOPIC_INVALID")
    yield record("topic-257-bytes", "t" * 257, "TOPIC_TOO_LONG")
    yield record("topic-257-bytes-in-86-characters", "设" * 86, "TOPIC_TOO_LONG")
    yield record("topic-8-slashes", "/" * 8, "TOPIC_TOO_DEEP")
    yield record("payload-empty", payload="")
    yield record("payload-text", payload='{"t":21.5,"u":"°C"}')
    yield record("payload-bytes", payload_b64=base64.b64encode(bytes(range(256))).decode())
    yield record("payload-largest", payload_size=131072)
    yield record("payload-too-large", expect="PAYLOAD_TOO_LARGE", payload_size=131073)
    yield record("qos-0", qos=0)
    yield record("qos-1", qos=1)
    yield record("qos-2", expect="MESSAGE_INVALID", qos=2)
    yield record("retain", retain="true", payload="x")
    yield record("retain-delete", retain="true", payload="")
    yield record("retain-reserved", "$aws/rules/r1/x", "MESSAGE_INVALID", retain="true")
    yield record("content-type", content_type="text/plain; charset=utf-8")
    yield record("content-type-not-ascii", content_type="text/日本")
    yield record("response-topic", response_topic="answers/a b/ü")
    yield record("response-topic-wildcard", expect="MESSAGE_INVALID", response_topic="answers/#")
    yield record("expiry", message_expiry=60)
    yield record("expiry-largest", message_expiry=4294967295)
    yield record("expiry-too-large", expect="MESSAGE_INVALID", message_expiry=4294967296)
    yield record("correlation-data", correlation_data="id-1/ü")
    yield record("format-text", payload_format="UTF8_DATA", payload="x")
    yield record("format-bytes", payload_format="UNSPECIFIED_BYTES", payload="x")
    yield record("format-unknown", expect="MESSAGE_INVALID", payload_format="JSON")
    yield record("user-property", user_properties=[("site", "north")])
    yield record("user-properties-repeat", user_properties=[("a", "1"), ("a", "2"), ("b", "")])
    yield record("user-properties-special", user_properties=[('quote"d', "back\\slash"), ("naïve", "日本 <&>")])
    everything = dict(qos=1, retain="true", payload="x", content_type="a/b", response_topic="r", message_expiry=1)
    yield record(
        "everything",
        "a/b",
        correlation_data="c",
        payload_format="UTF8_DATA",
        user_properties=[("k", "v")],
        **everything,
    )
    authorizer = [
        "want.header.x-amz-customauthorizer-name: guard",
        "want.header.x-amz-customauthorizer-signature: c2ln",
        "want.header.token: open sesame",
    ]
    yield record("authorizer", "a/b", auth="authorizer", payload="x", want=authorizer)
    yield record("signature", "a/b c", auth="signature", payload="x")
    yield record("signature-empty-payload", "$aws/rules/r1/x", auth="signature", payload="")


def main():
    text = "\n\n".join(records()) + "\n"
    if "--check" not in sys.argv:
        FILE.write_text(text, encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != text:
        sys.exit("tests/vectors/iot/request.txt is not what reference.py writes")


main()
