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


def verify_request(call):
    given = {}
    for key, value in call.options().items():
        name, convert = VERIFIER[key]
        given[name] = convert(value)
    found = sallyport.verify_request(
        call.get("method"),
        call.get("url"),
        call.pairs("header"),
        call.get("body"),
        secret_for={call.get("known_id").decode(): (call.get("known_secret"), call.get("known_token"))},
        now=call.moment("time"),
        **given,
    )
    fields = {name: getattr(found, name) for name in found.__slots__}
    fields["signed_headers"] = ";".join(found.signed_headers)
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
