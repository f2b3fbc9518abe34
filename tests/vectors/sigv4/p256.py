"""Signature Version 4A in whole numbers: the key of a secret, and ECDSA with P-256 whose k is that of RFC 6979.

Slow, short, and nothing of it keeps a secret: for the expected values of vectors alone.
"""

import hashlib
import hmac

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(k, point):
    result = None
    while k:
        if k & 1:
            result = add(result, point)
        point, k = add(point, point), k >> 1
    return result


def mac(key, *parts):
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()


def private_key(secret, key_id):
    """NIST SP 800-108 in counter mode, until a candidate is in range."""
    for counter in range(1, 255):
        label = b"AWS4-ECDSA-P256-SHA256\0" + key_id.encode() + bytes([counter])
        candidate = int.from_bytes(mac(b"AWS4A" + secret.encode(), b"\0\0\0\1", label, b"\0\0\1\0"), "big")
        if candidate <= N - 2:
            return candidate + 1
    raise ValueError("no key")


def nonces(d, digest):
    """RFC 6979 section 3.2, with SHA-256."""
    seed = d.to_bytes(32, "big") + (int.from_bytes(digest, "big") % N).to_bytes(32, "big")
    v, k = b"\1" * 32, b"\0" * 32
    for byte in (b"\0", b"\1"):
        k = mac(k, v, byte, seed)
        v = mac(k, v)
    while True:
        v = mac(k, v)
        yield int.from_bytes(v, "big")
        k = mac(k, v, b"\0")
        v = mac(k, v)


def integer(value):
    data = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return b"\2" + bytes([len(data)]) + data


def verify(point, text, signature):
    """FIPS 186-5 section 6.4.2; the signature is DER in hex."""
    der = bytes.fromhex(signature)
    r, s = int.from_bytes(der[4 : 4 + der[3]], "big"), int.from_bytes(der[6 + der[3] :], "big")
    z, w = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big"), pow(s, -1, N)
    return add(times(z * w % N, G), times(r * w % N, point))[0] % N == r


def sign(d, text):
    """The signature in DER, as hex digits."""
    digest = hashlib.sha256(text.encode()).digest()
    for k in nonces(d, digest):
        if 0 < k < N:
            r = times(k, G)[0] % N
            s = pow(k, -1, N) * (int.from_bytes(digest, "big") + r * d) % N
            if r and s:
                body = integer(r) + integer(s)
                return (b"\x30" + bytes([len(body)]) + body).hex()
