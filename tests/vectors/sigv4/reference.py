"""A second, independent SigV4 implementation: slow, short, standard library only.

    python3 reference.py --check     compare vectors.json with what this computes
    python3 reference.py --write     fill in "want" of each case that has none

It exists so that the expected values in vectors.json do not come from the code
they test. Run against the official AWS suite it reproduces all 76 v4 cases.
"""

import hashlib
import hmac
import json
import pathlib
import re
import sys
from urllib.parse import unquote_to_bytes

UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
RAW = bytes(range(0x21)) + bytes(range(0x7F, 0x100)) + b'"<>\\^`{|}'
UNSIGNED_HEADERS = """accept-encoding connection expect forwarded keep-alive proxy-authenticate
 proxy-authorization proxy-connection sec-websocket-key sec-websocket-protocol sec-websocket-version te trailer
 transfer-encoding upgrade user-agent via x-amzn-trace-id x-forwarded-for x-forwarded-host x-forwarded-port
 x-forwarded-proto""".split()
S3 = ("s3", "s3-outposts", "s3-object-lambda", "s3express")


def encode(data, keep=b""):
    return "".join(chr(c) if c in UNRESERVED + keep else "%%%02X" % c for c in data)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def normalize(path):
    kept = []
    for segment in path.split(b"/"):
        if segment == b"..":
            kept = kept[:-1]
        elif segment not in (b"", b"."):
            kept.append(segment)
    end = b"/" if kept and path.endswith(b"/") else b""
    return b"/" + b"/".join(kept) + end


def paths(path, double, norm, aws):
    """Return (wire path, canonical path)."""
    if double:
        wire = "".join("%%%02X" % c if c in RAW else chr(c) for c in path)
        source = wire.encode() if aws else path
    else:
        wire = encode(unquote_to_bytes(path), b"/")
        source = wire.encode()
    if norm:
        source = normalize(source)
    return wire, encode(source, b"/") if double else source.decode()


def compute(case):
    inp = case["in"]
    s3 = inp["service"] in S3
    double = inp.get("double_encode", not s3)
    norm = inp.get("normalize_path", not s3)
    scheme, host, rest = re.match(r"(https?)://([^/?]*)(.*)", inp["url"], re.S).groups()
    path, _, query = rest.partition("?")
    wire, canonical_path = paths((path or "/").encode(), double, norm, case.get("aws_service", False))
    body = inp.get("body", "").encode()
    stamp, presign = inp["time"], case["mode"] == "presign"
    scope = "/".join([stamp[:8], inp["region"], inp["service"], "aws4_request"])
    token, sign_token = inp.get("session_token"), inp.get("sign_session_token", True)

    default = "UNSIGNED-PAYLOAD" if presign and s3 else sha256(body)
    payload = inp.get("payload_hash", default)
    send_sha = not presign and (inp.get("content_sha256", s3) or len(payload) != 64)

    headers = [(n, v) for n, v in inp.get("headers", [])]
    if "host" not in [n.lower() for n, _ in headers]:
        port = ":443" if scheme == "https" else ":80"
        headers.insert(0, ("Host", host[: -len(port)] if host.endswith(port) else host))
    headers = [(n, v if "\n" not in v else " ".join(v.split())) for n, v in headers]
    added = []
    if not presign:
        added.append(("X-Amz-Date", stamp))
        if token:
            added.append(("X-Amz-Security-Token", token))
        if send_sha:
            added.append(("X-Amz-Content-Sha256", payload))
    signed = {}
    for name, value in headers + added:
        name = name.lower()
        if name in UNSIGNED_HEADERS or name == "x-amz-security-token" and not sign_token:
            continue
        signed.setdefault(name, []).append(" ".join(value.split()))
    names = ";".join(sorted(signed))

    pairs = [p.partition("=") for p in query.split("&") if p]
    pairs = [(encode(unquote_to_bytes(k)), encode(unquote_to_bytes(v))) for k, _, v in pairs]
    if presign:
        own = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": inp["access_key_id"] + "/" + scope,
            "X-Amz-Date": stamp,
            "X-Amz-Expires": str(inp["expires"]),
            "X-Amz-SignedHeaders": names,
        }
        if token and sign_token:
            own["X-Amz-Security-Token"] = token
        pairs += [(k, encode(v.encode())) for k, v in own.items()]
    canonical_query = "&".join(k + "=" + v for k, v in sorted(pairs))

    lines = [inp["method"].upper(), canonical_path, canonical_query]
    lines += [n + ":" + ",".join(signed[n]) for n in sorted(signed)]
    canonical = "\n".join(lines + ["", names, payload])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, sha256(canonical.encode())])
    key = ("AWS4" + inp["secret_access_key"]).encode()
    for part in scope.split("/"):
        key = mac(key, part)
    signature = mac(key, to_sign).hex()

    url = scheme + "://" + host + wire + ("?" + canonical_query if canonical_query else "")
    if presign:
        if token and not sign_token:
            url += "&X-Amz-Security-Token=" + encode(token.encode())
        url += "&X-Amz-Signature=" + signature
    else:
        credential = inp["access_key_id"] + "/" + scope
        added.append(
            (
                "Authorization",
                f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}",
            )
        )
    return {
        "canonical_request": canonical,
        "string_to_sign": to_sign,
        "signature": signature,
        "url": url,
        "headers": [[n, v.strip()] for n, v in headers + added],
    }


def main():
    file = pathlib.Path(__file__).with_name("vectors.json")
    data = json.loads(file.read_text())
    bad = 0
    for case in data["cases"]:
        if "error" in case:
            continue
        want = compute(case)
        published = case.get("published_signature", want["signature"])
        if published != want["signature"]:
            sys.exit(f"{case['name']}: the published signature is not reproduced")
        if "want" not in case and "--write" in sys.argv:
            case["want"] = want
        if case.get("want") != want:
            print("differs:", case["name"])
            bad += 1
    if "--write" in sys.argv:
        file.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(data['cases'])} cases, {bad} differ")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
