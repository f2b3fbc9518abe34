"""Signatures of Alibaba Cloud's OpenAPI, ACS3, in the manner of reference.py and as independent of the code they test."""

import hashlib
import hmac
import re
from urllib.parse import quote, unquote


def encode(text, keep=""):
    return quote(text, safe=keep + "-_.~")


def compute(case):
    inp = case["in"]
    scheme, host, rest = re.match(r"(https?)://([^/?]*)(.*)", inp["url"], re.S).groups()
    path, _, query = rest.partition("?")
    wire = encode(unquote(path or "/"), "/")
    stamp = inp["time"]
    date = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:11]}:{stamp[11:13]}:{stamp[13:]}"
    payload = inp.get("payload_hash") or hashlib.sha256(inp.get("body", "").encode()).hexdigest()
    headers = [("Host", host)] + [(name, value.strip()) for name, value in inp.get("headers", [])]
    added = [("x-acs-date", date)]
    if inp.get("session_token"):
        added.append(("x-acs-security-token", inp["session_token"]))
    added.append(("x-acs-content-sha256", payload))
    signed = {name.lower(): " ".join(value.split()) for name, value in headers + added}
    signed = {n: v for n, v in signed.items() if n in ("host", "content-type") or n.startswith("x-acs-")}
    names = ";".join(sorted(signed))
    pairs = [piece.partition("=") for piece in query.split("&") if piece]
    pairs = sorted(tuple(encode(unquote(part.replace("+", " "))) for part in (key, value)) for key, _, value in pairs)
    canonical_query = "&".join(key + "=" + value for key, value in pairs)
    lines = [inp["method"].upper(), wire, canonical_query] + [name + ":" + signed[name] for name in sorted(signed)]
    canonical = "\n".join([*lines, "", names, payload])
    to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    signature = hmac.new(inp["secret_access_key"].encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    authorization = f"ACS3-HMAC-SHA256 Credential={inp['access_key_id']},SignedHeaders={names},Signature={signature}"
    return {
        "canonical_request": canonical,
        "string_to_sign": to_sign,
        "signature": signature,
        "url": scheme + "://" + host + wire + ("?" + canonical_query if canonical_query else ""),
        "headers": [[name, value] for name, value in [*headers, *added, ("Authorization", authorization)]],
    }
