"""Runs the conformance suite's calls on the Python package (SALLYPORT_BACKEND says through what)."""

import asyncio
import io
import os
import re
import ssl
import sys

import bodies
import incoming
import renewals
import sallyport
from bodies import fields_of, lines
from frames import plain, read, split, write
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
    "sign.bucket": "bucket",
    "sign.additional_headers": "additional_headers",
}
LISTS = ("accounts", "regions", "zones", "instances", "images", "instance_types")
FIELDS = (
    "raw provider instance_id account_id region_id zone_id image_id instance_type private_ipv4 mac serial_number "
    "create_time audience digest_algorithm signer_fingerprint"
).split()


# What is null or of a wrong type is an argument, or all rows of a column.
NO_OBJECT = ("header_name", "header_value", "expires", "urls", "signatures", "provider")


SIGNERS = {}  # by their arguments: calls with the same ones share a signer


def signer(options):
    given = {SIGNER[key]: plain(options.pop(key)) for key in list(options) if key in SIGNER}
    given.setdefault("access_key_id", None)
    given.setdefault("secret_access_key", None)
    if "additional_headers" in given:
        given["additional_headers"] = given["additional_headers"].split(b"\n")
    key = repr(sorted(given.items()))
    if key not in SIGNERS:
        SIGNERS[key] = sallyport.Signer(**given)
    return SIGNERS[key]


def sign(call):
    signed = signer(call.options()).sign(
        call.get("method"),
        call.get("url"),
        headers=call.pairs("header"),
        body=call.get("body", b""),
        payload_hash=call.get("payload_hash"),
        time=call.moment("time"),
    )
    return fields_of(signed)


def resign(call):
    return incoming.resign(call, signer(call.options()))


def explain(call):
    made = signer(call.options())
    signed = made.sign(
        call.get("method"), call.get("url"), headers=call.pairs("header"), body=call.get("body", b""), time=call.moment("time")
    )
    found = made.explain(
        None if call.get("null") == b"refusal" else signed,
        call.get("answer_body", b""),
        response_headers=call.pairs("answer_header"),
        status=call.number("status"),
    )
    return explanation(found)


def explanation(found):
    evidence = "".join("%s: %s\r\n" % pair for pair in found.evidence)
    return {"cause": found.cause, "summary": found.summary, "evidence": evidence, "fix": found.fix}


def explain_request(call):
    request = {name: call.get(name) for name in ("method", "url", "body")}
    request["headers"] = call.pairs("header")
    found = sallyport.explain(
        request,
        call.get("answer_body", b""),
        response_headers=call.pairs("answer_header"),
        status=call.number("status"),
    )
    return explanation(found)


def inspect(call):
    found = sallyport.inspect(call.get("url"), headers=call.pairs("header"), now=call.number("now"))
    fields = {name: getattr(found, name) for name in ("scheme", "carrier", "access_key_id", "scope", "region", "service", "expires")}
    fields["signed_headers"] = ";".join(found.signed_headers)
    for name in ("signed_at", "expires_at"):
        moment = getattr(found, name)
        fields[name] = moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
    fields["findings"] = "".join("%s: %s\r\n" % pair for pair in found.findings)
    return fields


def diagnose(call):
    options = call.options()
    environment = {key[4:]: options.pop(key).decode() for key in list(options) if key.startswith("env.")}
    given = reaching(options)
    assert not options, sorted(options)
    os.environ.update(environment)
    given["trust_env"] = bool(environment)
    try:
        found = sallyport.diagnose(call.get("url"), **given)
    finally:
        for name in environment:
            del os.environ[name]
    evidence = "".join("%s: %s\r\n" % pair for pair in found.evidence)
    return {
        "cause": found.cause,
        "stage": found.stage,
        "summary": found.summary,
        "evidence": evidence,
        "fix": found.fix,
    }


def trust_report(call):
    options = call.options()
    given = reaching(options)
    assert not options, sorted(options)
    with sallyport.Client(**given) as client:
        report = client.trust_report()
    roots = "".join("\t".join((r.sha256, r.not_after, r.place, r.subject)) + "\n" for r in report.roots)
    return {"source": report.source, "roots": roots, "unusable": "\n".join(report.unusable)}


def presign(call):
    url = signer(call.options()).presign(
        call.get("method"),
        call.get("url"),
        expires=call.number("expires"),
        headers=call.pairs("header"),
        payload_hash=call.get("payload_hash"),
        time=call.moment("time"),
    )
    return {"url": url}


def verifier(call):
    options, given = call.options(), {}
    for name in LISTS:
        if "identity." + name in options:
            lines = options.pop("identity." + name)
            given[name] = split(lines)
    for name in ("provider", "certificates", "min_digest"):
        if "identity." + name in options:
            given[name] = options.pop("identity." + name)
    if call.get("form") == b"text" and "certificates" in given:
        given["certificates"] = ders(given["certificates"])
    if "identity.max_age" in options:
        age = options.pop("identity.max_age")
        given["max_age"] = int(age) / 1000 if isinstance(age, bytes) else age
    if call.get("null") == b"provider":
        given["provider"] = None
    assert not options, sorted(options)
    return sallyport.IdentityVerifier(**given)


def verify(call):
    identity = verifier(call).verify(
        call.get("signature"), call.get("document"), audience=call.get("audience"), now=call.moment("now")
    )
    return {name: getattr(identity, name) for name in FIELDS}


def failed(error):
    return "error", {"code": str(error.code), "name": error.name, "message": str(error), "cause": error.cause}


def presign_batch(call):
    errors = {}
    urls = signer(call.options()).presign_batch(
        call.rows("url"),
        method=call.get("method"),
        expires=call.number("expires"),
        headers=call.pairs("header"),
        payload_hash=call.get("payload_hash"),
        time=call.moment("time"),
        errors=errors,
    )
    urls = urls if isinstance(urls, list) else urls.to_pylist() if hasattr(urls, "to_pylist") else urls.tolist()
    return [
        failed(errors[row]) if row in errors else ("null", {}) if url is None else ("ok", {"url": url})
        for row, url in enumerate(urls)
    ]


def verify_batch(call):
    found = verifier(call).verify_batch(
        call.rows("signature"), call.rows("document"), call.rows("audience"), now=call.moment("now")
    )
    if hasattr(found, "to_dict"):
        found = found.to_dict("records")
    elif not isinstance(found, list):
        found = found.to_pylist()
    return [identity_row(row) for row in found]


def identity_row(row):
    """An object in a list, a dict in Arrow's and pandas' results."""
    if isinstance(row, sallyport.Error):
        return failed(row)
    if not isinstance(row, dict):
        return "ok", {name: getattr(row, name) for name in FIELDS}
    reason = row["error"]
    if reason is None:
        return "ok", {name: row[name] for name in FIELDS}
    return "error", {"code": str(reason["code"]), "name": reason["name"], "message": reason["message"]}


def audience(call):
    return {"audience": sallyport.new_audience()}


def reaching(options):
    given = {"trust_env": False}
    if options.pop("client.sign", b"") == b"true":
        given["signer"] = signer(options)
    if "client.tls_timeout" in options:  # here the connection's limit holds for TLS too
        limits = [int(options.pop("client.%s_timeout" % phase)) / 1000 for phase in ("connect", "tls", "read")]
        given["timeout"] = (min(limits[:2]), limits[2])
        given["deadline"] = int(options.pop("client.timeout")) / 1000
    if "client.proxy" in options and isinstance(options["client.proxy"], bytes):
        given["proxy"] = options.pop("client.proxy")
    lists = ("client.resolve", "client.allow", "client.alpn", "tls.spki_pins")
    for option, argument in ((name, name.split(".")[1]) for name in lists):
        if option in options:
            lines = options.pop(option)
            given[argument] = split(lines)
    for argument in ("retries", "timeout", "max_body", "proxy"):
        if "client." + argument in options:
            value = options.pop("client." + argument)
            given[argument] = int(value) if isinstance(value, bytes) else value
    if "client.cookies" in options:
        given["cookies"] = {b"none": False, b"client": True}[options.pop("client.cookies")]
    if "tls.verify" in options:
        given["verify"] = plain(options.pop("tls.verify"))
    if "tls.ca_bytes" in options:
        given["verify"] = options.pop("tls.ca_bytes")
    for option in ("tls.ca_file", "tls.ca_dir"):
        if option in options:
            given["verify"] = os.fsdecode(options.pop(option))
    if "tls.cert" in options:
        cert, key = options.pop("tls.cert"), options.pop("tls.key", None)
        given["cert"] = cert if key is None else (cert, key)
    if "tls.cert_file" in options:
        given["cert"] = (os.fsdecode(options.pop("tls.cert_file")), os.fsdecode(options.pop("tls.key_file")))
    return given


def publisher(call):
    options = call.options()
    given = reaching(options)
    authorizer = {key[15:]: options.pop(key) for key in list(options) if key.startswith("iot.authorizer_")}
    endpoint, port = options.pop("iot.endpoint", None), options.pop("iot.port", 443)
    assert not options, sorted(options)
    given.update(
        port=int(port) if isinstance(port, bytes) else port, authorizer=call.get("authorizer", authorizer or None)
    )
    if "signer" in call:
        given["signer"] = call["signer"]
    made = sallyport.IotPublisher(endpoint, **given)
    if "closed" in call:
        made.close()
    return made


def message(call):
    """What publish() and prepare() take alike."""
    given = {key: call.get(key) for key in ("content_type", "response_topic", "correlation_data", "payload_format")}
    given.update(
        qos=call.number("qos") or 0,
        retain=plain(call.get("retain", False)),
        user_properties=call.pairs("user_property"),
        message_expiry=call.number("message_expiry"),
    )
    return (call.get("topic"), call.get("payload", b"")), given


def publish(call):
    with publisher(call) as made:
        texts, given = message(call)
        receipt = made.publish(*texts, timeout=call.get("timeout"), deadline=call.get("deadline"), **given)
    return {"request_id": receipt.request_id, "trace_id": receipt.trace_id}


def prepare(call):
    with publisher(call) as made:
        texts, given = message(call)
        prepared = made.prepare(*texts, time=call.moment("time"), **given)
    return {"method": prepared.method, "url": prepared.url, "headers": lines(prepared.headers), "body": prepared.body}


def request(call):
    options = call.options()
    given = reaching(options)
    assert not options, sorted(options)
    if "signer" in call:
        given["signer"] = call["signer"]
    milliseconds = call.number("timeout_ms")
    asked = {
        "headers": call.pairs("header"),
        "data": call.get("data", call.get("body", b"")),
        "timeout": call.get("timeout"),
        "deadline": call.get("deadline") if milliseconds is None else milliseconds / 1000,
    }
    if call.get("form") == b"async":
        answer = asyncio.run(awaited(given, call, asked))
    else:
        with sallyport.Client(**given) as client:
            if "closed" in call:
                client.close()
            answer = client.request(call.get("method"), call.get("url"), **asked)
    peer = answer.peer
    return {
        "status": str(answer.status_code),
        "headers": lines(answer.headers),
        "body": answer.content,
        "alpn": peer.alpn or "",
        "tls_version": peer.tls_version or "",
    }


async def awaited(given, call, asked):
    async with sallyport.AsyncClient(**given) as client:
        return await client.request(call.get("method"), call.get("url"), **asked)


def stream(call):
    options = call.options()
    given = reaching(options)
    assert not options, sorted(options)
    milliseconds = call.number("timeout_ms")
    body = call.get("body", b"")
    asked = {
        "headers": call.pairs("header"),
        "data": io.BytesIO(body) if body else None,
        "deadline": None if milliseconds is None else milliseconds / 1000,
    }
    if call.get("form") == b"async":
        answer, read = asyncio.run(streamed(given, call, asked))
    else:
        with sallyport.Client(**given) as client, client.stream(call.get("method"), call.get("url"), **asked) as answer:
            read = b"".join(answer.iter_bytes(5))
    return {"status": str(answer.status_code), "headers": lines(answer.headers), "body": read}


async def streamed(given, call, asked):
    async with sallyport.AsyncClient(**given) as client, client.stream(call.get("method"), call.get("url"), **asked) as answer:
        return answer, b"".join([piece async for piece in answer.aiter_bytes(5)])


def error(call):
    name, category, retryable, _, hint = _codes.TABLE[int(call["code"])]
    return {"name": name, "hint": hint, "category": category, "retryable": "true" if retryable else "false"}


def endpoint(call):
    found = sallyport.endpoint(call.get("host"), target=call.get("target"))
    return {"service": found.service, "region": found.region}


def metadata(call):
    options = call.options()
    given = {key[9:]: options.pop(key) for key in list(options) if key.startswith("metadata.")}
    if isinstance(given.get("token_ttl"), bytes):
        given["token_ttl"] = int(given["token_ttl"])
    if "client.timeout" in options:
        given["timeout"] = options.pop("client.timeout")
    if call.get("null") == b"provider":
        given["provider"] = None
    assert not options, sorted(options)
    service = sallyport.InstanceMetadata(**given)
    if "closed" in call:
        service.close()
    return service


def metadata_get(call):
    return {"answer": metadata(call).get(call.get("path"))}


def metadata_identity(call):
    return dict(zip(("document", "signature"), metadata(call).identity(call.get("audience"))))


ENTRIES = {
    f.__name__: f
    for f in (
        sign,
        explain,
        explain_request,
        inspect,
        incoming.verify_request,
        incoming.verify_chunks,
        incoming.verify_post,
        resign,
        diagnose,
        trust_report,
        stream,
        presign,
        presign_batch,
        verify,
        verify_batch,
        audience,
        publish,
        prepare,
        endpoint,
        request,
        error,
        renewals.refresh,
        renewals.session,
        renewals.role,
        renewals.event_encode,
        renewals.event_decode,
        metadata_get,
        metadata_identity,
    )
}
for entry in (bodies.sign_chunks, bodies.presign_post, incoming.resign_chunks, renewals.token):
    ENTRIES[entry.__name__] = lambda call, entry=entry: entry(call, signer(call.options()))
# Signers and verifiers are closed by their last reference.
NO_CLOSE = ("sign", "sign_chunks", "explain", "presign", "presign_batch", "verify", "verify_batch", "verify_request", "resign")


def unsupported(head, call):
    if head not in ENTRIES:
        return "not in Python"
    if head == "presign" and "body" in call:
        return "presign() takes no body"
    if call.get("null", b"header_name").decode() not in NO_OBJECT:
        return "Python has no object for this"
    if any(key.startswith("key:") for key in call):
        return "settings are keyword arguments"
    if "closed" in call and head in NO_CLOSE:
        return "nothing to close"
    return None


def answer(head, call):
    reason = unsupported(head, call)
    if reason:
        return "unsupported", {"reason": reason}
    try:
        return "ok", ENTRIES[head](call)
    except sallyport.Error as e:
        return failed(e)
    except Exception as e:
        return "error", {"code": "-1", "name": "NOT_A_SALLYPORT_ERROR", "message": repr(e)}


def ders(pem):
    """PEM certificates as a list of DER; what is none as it is."""
    blocks = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", pem.decode("latin-1"), re.S)
    try:
        return [ssl.PEM_cert_to_DER_cert(block) for block in blocks] or pem
    except ValueError:
        return pem


def main():
    while True:
        call = read(sys.stdin.buffer)
        if call is None:
            return
        write(sys.stdout.buffer, *answer(*call))


main()
