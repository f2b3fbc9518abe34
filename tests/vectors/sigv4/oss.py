"""Signatures of Alibaba Cloud OSS, version 4, in the manner of reference.py and as independent of the code they test."""

import hashlib
import hmac
import re
from urllib.parse import quote, unquote

DOMAIN = re.compile(r"(?:(?P<bucket>[^.]+)\.)?oss-[a-z0-9-]+\.aliyuncs\.com(?::\d+)?")


def encode(text, keep=""):
    return quote(text, safe=keep + "-_.~")


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def compute(case):
    inp, presign = case["in"], case["mode"] == "presign"
    scheme, host, rest = re.match(r"(https?)://([^/?]*)(.*)", inp["url"], re.S).groups()
    path, _, query = rest.partition("?")
    wire = encode(unquote(path or "/"), "/")
    bucket = inp.get("bucket") or (m := DOMAIN.fullmatch(host)) and m["bucket"]
    stamp, token = inp["time"], inp.get("session_token")
    scope = "/".join([stamp[:8], inp["region"], inp["service"], "aliyun_v4_request"])
    given = [(name, value.strip()) for name, value in inp.get("headers", [])]
    headers = given if any(name.lower() == "host" for name, _ in given) else [("Host", host), *given]
    added = []
    if not presign:
        added.append(("x-oss-date", stamp))
        if token:
            added.append(("x-oss-security-token", token))
        added.append(("x-oss-content-sha256", "UNSIGNED-PAYLOAD"))
    present = {name.lower(): value for name, value in headers + added}
    default = {n for n in present if n in ("content-type", "content-md5") or n.startswith("x-oss-")}
    wanted = {name.lower() for name in inp.get("additional_headers", [])}
    additional = sorted((wanted & set(present)) - default)

    pairs = [piece.partition("=") for piece in query.split("&") if piece]
    pairs = [tuple(encode(unquote(part.replace("+", " "))) for part in (key, value)) for key, _, value in pairs]
    if presign:
        own = {
            "x-oss-signature-version": "OSS4-HMAC-SHA256",
            "x-oss-credential": inp["access_key_id"] + "/" + scope,
            "x-oss-date": stamp,
            "x-oss-expires": str(inp["expires"]),
        }
        if additional:
            own["x-oss-additional-headers"] = ";".join(additional)
        if token:
            own["x-oss-security-token"] = token
        pairs += [(key, encode(value)) for key, value in own.items()]
    canonical_query = "&".join(key + "=" + value if value else key for key, value in sorted(pairs))
    lines = [inp["method"].upper(), ("/" + bucket if bucket else "") + wire, canonical_query]
    lines += [name + ":" + present[name] for name in sorted(default | set(additional))]
    canonical = "\n".join([*lines, "", ";".join(additional), "UNSIGNED-PAYLOAD"])
    to_sign = "\n".join(["OSS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("aliyun_v4" + inp["secret_access_key"]).encode()
    for part in scope.split("/"):
        key = mac(key, part)
    signature = mac(key, to_sign).hex()
    url = scheme + "://" + host + wire + ("?" + canonical_query if canonical_query else "")
    if presign:
        url += "&x-oss-signature=" + signature
    else:
        names = ",AdditionalHeaders=" + ";".join(additional) if additional else ""
        credential = f"OSS4-HMAC-SHA256 Credential={inp['access_key_id']}/{scope}"
        added.append(("Authorization", f"{credential}{names},Signature={signature}"))
    return {
        "canonical_request": canonical,
        "string_to_sign": to_sign,
        "signature": signature,
        "url": url,
        "headers": [[name, value] for name, value in headers + added],
    }
