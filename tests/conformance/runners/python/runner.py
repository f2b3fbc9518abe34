"""Runs the conformance suite's calls on the Python package (SALLYPORT_BACKEND says through what)."""

import os
import struct
import sys

import sallyport
from sallyport import _codes

SIGNER = {
    "credentials.access_key_id": "access_key_id",
    "credentials.secret_access_key": "secret_access_key",
    "credentials.session_token": "session_token",
    "sign.region": "region",
    "sign.service": "service",
    "sign.scheme": "scheme",
    "sign.double_encode": "double_encode",
    "sign.normalize_path": "normalize_path",
    "sign.session_token": "sign_session_token",
    "sign.content_sha256": "content_sha256_header",
}
LISTS = ("accounts", "regions", "zones", "instances", "images", "instance_types")
FIELDS = (
    "raw provider instance_id account_id region_id zone_id image_id instance_type private_ipv4 mac serial_number "
    "create_time audience digest_algorithm signer_fingerprint"
).split()


class Call(dict):
    """The fields of a call; options are taken one by one."""

    def options(self):
        return {key[7:]: value for key, value in self.items() if key.startswith("option:")}

    def number(self, key):
        return int(self[key]) if key in self else None

    def pairs(self, key):
        return [tuple(line.split(b": ", 1)) for line in self.get(key, ())]


def plain(value):
    return {b"true": True, b"false": False}.get(value, value)


def signer(options):
    given = {SIGNER[key]: plain(options.pop(key)) for key in list(options) if key in SIGNER}
    return sallyport.Signer(**given)


def sign(call):
    signed = signer(call.options()).sign(
        call["method"],
        call["url"],
        headers=call.pairs("header"),
        body=call.get("body", b""),
        payload_hash=call.get("payload_hash"),
        time=call.number("time"),
    )
    lines = "".join("%s: %s\r\n" % pair for pair in signed.headers.pairs)
    return {
        "url": signed.url,
        "headers": lines,
        "signature": signed.signature,
        "canonical_request": signed.canonical_request,
        "string_to_sign": signed.string_to_sign,
    }


def presign(call):
    url = signer(call.options()).presign(
        call["method"],
        call["url"],
        expires=call.number("expires"),
        headers=call.pairs("header"),
        payload_hash=call.get("payload_hash"),
        time=call.number("time"),
    )
    return {"url": url}


def verifier(options):
    given = {}
    for name in LISTS:
        if "identity." + name in options:
            given[name] = [v for v in options.pop("identity." + name).split(b"\n") if v]
    for name in ("provider", "certificates", "min_digest"):
        if "identity." + name in options:
            given[name] = options.pop("identity." + name)
    if "identity.max_age" in options:
        given["max_age"] = int(options.pop("identity.max_age")) / 1000
    assert not options, sorted(options)
    return sallyport.IdentityVerifier(**given)


def verify(call):
    identity = verifier(call.options()).verify(
        call["signature"], call.get("document"), audience=call.get("audience"), now=call.number("now")
    )
    return {name: getattr(identity, name) for name in FIELDS}


def presign_batch(call):
    """One row."""
    errors = {}
    urls = signer(call.options()).presign_batch(
        [call["url"]],
        method=call["method"],
        expires=call.number("expires"),
        headers=call.pairs("header"),
        payload_hash=call.get("payload_hash"),
        time=call.number("time"),
        errors=errors,
    )
    if errors:
        raise errors[0]
    return {"url": urls[0]}


def verify_batch(call):
    """One row."""
    identity = verifier(call.options()).verify_batch(
        [call["signature"]],
        [call["document"]] if "document" in call else None,
        [call["audience"]] if "audience" in call else None,
        now=call.number("now"),
    )[0]
    if isinstance(identity, sallyport.Error):
        raise identity
    return {name: getattr(identity, name) for name in FIELDS}


def audience(call):
    return {"audience": sallyport.new_audience()}


def reaching(options):
    given = {"trust_env": False}
    if options.pop("client.sign", b"") == b"true":
        given["signer"] = signer(options)
    for option, argument in (("client.resolve", "resolve"), ("tls.spki_pins", "spki_pins")):
        if option in options:
            given[argument] = [v for v in options.pop(option).decode().split("\n") if v]
    if "client.retries" in options:
        given["retries"] = int(options.pop("client.retries"))
    if "tls.verify" in options:
        given["verify"] = plain(options.pop("tls.verify"))
    if "tls.ca_bytes" in options:
        given["verify"] = options.pop("tls.ca_bytes")
    for option in ("tls.ca_file", "tls.ca_dir"):
        if option in options:
            given["verify"] = os.fsdecode(options.pop(option))
    if "tls.cert" in options:
        given["cert"] = (options.pop("tls.cert"), options.pop("tls.key"))
    if "tls.cert_file" in options:
        given["cert"] = (os.fsdecode(options.pop("tls.cert_file")), os.fsdecode(options.pop("tls.key_file")))
    return given


def publish(call):
    options = call.options()
    given = reaching(options)
    authorizer = {key[15:]: options.pop(key) for key in list(options) if key.startswith("iot.authorizer_")}
    endpoint, port = options.pop("iot.endpoint"), int(options.pop("iot.port"))
    assert not options, sorted(options)
    given.update(port=port, authorizer=authorizer or None)
    message = {key: call.get(key) for key in ("content_type", "response_topic", "correlation_data", "payload_format")}
    with sallyport.IotPublisher(endpoint, **given) as publisher:
        if "closed" in call:
            publisher.close()
        receipt = publisher.publish(
            call.get("topic", b""),
            call.get("payload", b""),
            qos=int(call.get("qos", 0)),
            retain=call.get("retain") == b"true",
            user_properties=call.pairs("user_property"),
            message_expiry=call.number("message_expiry"),
            **message,
        )
    return {"request_id": receipt.request_id, "trace_id": receipt.trace_id}


def request(call):
    options = call.options()
    given = reaching(options)
    assert not options, sorted(options)
    with sallyport.Client(**given) as client:
        if "closed" in call:
            client.close()
        answer = client.request(call["method"], call["url"], headers=call.pairs("header"), data=call.get("body", b""))
    peer = answer.peer
    return {
        "status": str(answer.status_code),
        "body": answer.content,
        "alpn": peer.alpn or "",
        "tls_version": peer.tls_version or "",
    }


def error(call):
    name, category, retryable, _, hint = _codes.TABLE[int(call["code"])]
    return {"name": name, "hint": hint, "category": category, "retryable": "true" if retryable else "false"}


ENTRIES = {
    f.__name__: f for f in (sign, presign, presign_batch, verify, verify_batch, audience, publish, request, error)
}


def answer(head, call):
    if head == "presign" and "body" in call:
        return "unsupported", {"reason": "presign() takes no body"}
    if head not in ENTRIES:
        return "unsupported", {"reason": "not in Python"}
    try:
        return "ok", ENTRIES[head](call)
    except sallyport.Error as e:
        return "error", {"code": str(e.code), "name": e.name, "message": str(e)}
    except Exception as e:
        return "error", {"code": "-1", "name": "NOT_A_SALLYPORT_ERROR", "message": repr(e)}


def read(stream):
    head = stream.read(4)
    if not head:
        return None
    strings = []
    for _ in range(struct.unpack("<I", head)[0]):
        strings.append(stream.read(struct.unpack("<I", stream.read(4))[0]))
    call = Call()
    for key, value in zip(strings[1::2], strings[2::2]):
        if key in (b"header", b"user_property"):
            call.setdefault(key.decode(), []).append(value)
        else:
            call[key.decode()] = value
    return strings[0].decode(), call


def write(stream, head, fields):
    strings = [head]
    for pair in fields.items():
        strings.extend(pair)
    parts = [struct.pack("<I", len(strings))]
    for text in strings:
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        parts += [struct.pack("<I", len(data)), data]
    stream.write(b"".join(parts))
    stream.flush()


def main():
    while True:
        call = read(sys.stdin.buffer)
        if call is None:
            return
        write(sys.stdout.buffer, *answer(*call))


main()
