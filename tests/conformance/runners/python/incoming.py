"""The entry points about requests that come in, for the Python runner."""

import sallyport
from frames import plain, split

VERIFIER = {
    "verify.double_encode": ("double_encode", plain),
    "verify.normalize_path": ("normalize_path", plain),
    "verify.session_token": ("sign_session_token", plain),
    "verify.services": ("services", split),
    "verify.regions": ("regions", split),
    "verify.schemes": ("schemes", split),
    "verify.bucket": ("bucket", plain),
    "verify.max_skew": ("max_skew", lambda ms: int(ms) / 1000),
}


def settings(call):
    given = {
        "secret_for": {call.get("known_id").decode(): (call.get("known_secret"), call.get("known_token"))},
        "now": call.moment("time"),
    }
    for key, value in call.options().items():
        name, convert = VERIFIER[key]
        given[name] = convert(value)
    return given


def verify_request(call):
    request = call.get("method"), call.get("url"), call.pairs("header"), call.get("body")
    return proven(sallyport.verify_request(*request, **settings(call)))


def verify_chunks(call):
    wire = call.get("body")
    pieces = (wire[i : i + 1000] for i in range(0, len(wire), 1000))
    request = call.get("method"), call.get("url"), call.pairs("header"), pieces
    found, body = sallyport.verify_stream(*request, **settings(call))
    return {**proven(found), "body": body.read()}


def verify_post(call):
    size = call.number("size")
    form = call.get("bucket"), call.pairs("field"), call.get("filename") or None, None if size < 0 else size
    post = sallyport.verify_post(*form, **settings(call))
    fields = {name: getattr(post, name) for name in post.__slots__}
    fields.update({name: "" if fields[name] is None else str(fields[name]) for name in ("min_size", "max_size")})
    return in_utc(fields)


def proven(found):
    fields = {name: getattr(found, name) for name in found.__slots__}
    fields["signed_headers"] = ";".join(found.signed_headers)
    return in_utc(fields)


def in_utc(fields):
    for name in ("signed_at", "expires_at"):
        fields[name] = fields[name].strftime("%Y-%m-%dT%H:%M:%SZ")
    return fields


def resign(call, signer):
    signed = signer.resign(
        call.get("method"),
        call.get("url"),
        call.pairs("header"),
        call.get("body"),
        origin=call.get("origin"),
        time=call.moment("time"),
    )
    return {"url": signed.url, "signature": signed.signature, "method": signed.method}


def resign_chunks(call, signer):
    signed, body = signer.resign_stream(
        call.get("method"),
        call.get("url"),
        call.pairs("header"),
        call.get("body"),
        origin=call.get("origin"),
        chunk_size=call.number("chunk_size"),
        time=call.moment("time"),
    )
    return {"url": signed.url, "signature": signed.signature, "body": body.read()}
