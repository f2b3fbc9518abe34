"""Credentials that the library fetches, tokens made with some, messages of event streams."""

import io
import json
import logging
import os
import subprocess
import tempfile

import sallyport
from sallyport import eventstream, tokens


def refresh(call):
    env = {key[len("env.") :]: value for key, value in call.options().items() if key.startswith("env.")}
    logger, lines = logging.getLogger("sallyport"), io.StringIO()
    handler = logging.StreamHandler(lines)
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        renewal = sallyport.Signer.from_chain(env=env).refresh()
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)
    end = "" if renewal.expires is None else "%d" % renewal.expires.timestamp()
    return {
        "access_key_id": renewal.access_key_id,
        "expires": end,
        "source": renewal.source,
        "log": lines.getvalue(),
    }


def session(call):
    options = call.options()
    os.environb[b"AWS_ENDPOINT_URL_ROLESANYWHERE"] = options["env.AWS_ENDPOINT_URL_ROLESANYWHERE"]

    def key(message, _algorithm):
        with tempfile.NamedTemporaryFile() as file:
            file.write(call.get("key"))
            file.flush()
            return subprocess.run(
                ["openssl", "dgst", "-sha256", "-sign", file.name], input=message, stdout=subprocess.PIPE, check=True
            ).stdout

    arns = {name: options["credentials." + name] for name in ("trust_anchor_arn", "profile_arn", "role_arn")}
    made = sallyport.Signer.from_certificate(options["credentials.cert"], key, **arns)
    return {"access_key_id": made.refresh().access_key_id}


def role(call):
    options = call.options()
    os.environb[b"AWS_ENDPOINT_URL_STS"] = options["env.AWS_ENDPOINT_URL_STS"]
    asked = []

    def code(serial):
        asked.append(serial)
        return call.get("code")

    made = sallyport.Signer.from_profile(config_file=options["credentials.config_file"], mfa_code=code, service="s3")
    scope = made.sign("GET", "https://bucket.example/").headers["Authorization"]
    return {"access_key_id": made.refresh().access_key_id, "serial": asked[0], "region": scope.split("/")[2]}


def token(call, signer):
    text = {n: call.get(n, b"") for n in ("kind", "name", "user", "region")}
    kind, name, user, region = (text[n] for n in ("kind", "name", "user", "region"))
    time = call.moment("time")
    made = {
        b"eks": lambda: tokens.eks(signer, name, region, time=time),
        b"rds": lambda: tokens.rds(signer, name, call.number("port"), user, region=region or None, time=time),
        b"dsql": lambda: tokens.dsql(signer, name, admin=call.number("admin") == 1, time=time),
        b"elasticache": lambda: tokens.elasticache(
            signer, name, user, region, serverless=call.number("cache") == 1, time=time
        ),
        b"memorydb": lambda: tokens.memorydb(signer, name, user, region, time=time),
        b"msk": lambda: tokens.msk(signer, region, time=time),
        b"vault": lambda: json.dumps(
            tokens.vault(signer, role=call.get("role"), server_id=call.get("server"), time=time), separators=(",", ":")
        ),
    }[kind]()
    return {"token": made}


def event_encode(call):
    headers = {}
    for line in call.get("headers").decode("ascii").splitlines():
        kind, name, value = line.split("\t")
        headers[name] = (kind, int(value))  # the vectors have no other
    return {"message": eventstream.encode(headers, call.get("payload"))}


def event_decode(call):
    headers, payload = eventstream.decode(call.get("data"))
    lines = "".join("int\t%s\t%d\n" % pair for pair in headers.items())
    return {"headers": lines, "payload": payload}
