"""A program of a user's, for type checkers: what it takes and gives has the types that are written here."""

from __future__ import annotations

import asyncio
import typing

import sallyport


def reach() -> tuple[int, str, str | None]:
    with sallyport.Client(resolve={"api.example.com": "203.0.113.7"}, verify="ca.pem", timeout=(3.05, 27)) as client:
        response: sallyport.Response = client.get("https://api.example.com/", params={"q": "x y"})
        with client.stream("GET", "https://api.example.com/") as stream:
            for piece in stream.iter_bytes():
                print(len(piece))
        return response.status_code, response.text, response.headers.get("etag")


async def wait() -> int:
    async with sallyport.AsyncClient() as client:
        return (await client.get("https://api.example.com/")).status_code


def sign() -> dict[str, str]:
    signer = sallyport.Signer(credentials=lambda: ("id", "secret", None, None), region="eu-west-1")
    signed = signer.sign("POST", "https://sts.eu-west-1.amazonaws.com/", headers=[("A", "b")], body=b"{}")
    url: str = signer.presign("GET", signed.url, expires=60)
    return {"url": url, **dict(signed.headers)}


def publish() -> int:
    publisher = sallyport.IotPublisher("a1-ats.iot.eu-west-1.amazonaws.com", cert="device.pem", key="device.key")
    return publisher.publish("data/test", b"{}", qos=1).status_code


def verify() -> str | None:
    audience = sallyport.new_audience()
    document, signature = sallyport.InstanceMetadata().identity(audience)
    try:
        return sallyport.IdentityVerifier(max_age=60).verify(signature, document, audience=audience).instance_id
    except sallyport.VerificationError as error:
        return error.name


def wrong() -> None:
    sallyport.Client(retries="three")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


if typing.TYPE_CHECKING:
    print(reach(), asyncio.run(wait()), sign(), publish(), verify())
