"""What signers give, and the entry points of bodies: in chunks, and by a form."""

import json


def lines(headers):
    return "".join("%s: %s\r\n" % pair for pair in headers.pairs)


def fields_of(signed):
    return {
        "url": signed.url,
        "headers": lines(signed.headers),
        "signature": signed.signature,
        "canonical_request": signed.canonical_request,
        "string_to_sign": signed.string_to_sign,
    }


def sign_chunks(call, signer):
    signed, body = signer.sign_stream(
        call.get("method"),
        call.get("url"),
        call.get("body", b""),
        headers=call.pairs("header"),
        payload_hash=call.get("payload_hash"),
        chunk_size=call.number("chunk_size") or 65536,
        time=call.moment("time"),
    )
    return {**fields_of(signed), "body": body.read()}


def presign_post(call, signer):
    fields = json.loads(call.get("fields"))
    post = signer.presign_post(
        call.get("url"),
        call.get("bucket"),
        call.get("key"),
        fields=fields,
        conditions=json.loads(call.get("conditions")),
        expires=call.number("expires"),
        time=call.moment("time"),
    )
    made = [
        pair
        for pair in post.fields.items()
        if pair[0] not in fields and pair[0] != "key"
    ]
    return {"url": post.url, "fields": "".join("%s: %s\r\n" % pair for pair in made)}
