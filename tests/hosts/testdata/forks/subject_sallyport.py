"""Every kind of object. What was begun before a fork must be refused, and begun anew must work."""

import itertools
import os
import urllib.request

import sallyport
from sallyport import _columns, _ops

BASE, TLS_PORT, CA = os.environ["HOSTS_BASE"], int(os.environ["HOSTS_TLS_PORT"]), os.environ["HOSTS_CA"]
SIGNATURE = os.environ["HOSTS_IDENTITY"]
_numbers = itertools.count()

signer = client = publisher = verifier = metadata = None
begun = {}


def make():
    global signer, client, publisher, verifier, metadata
    keys = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
    signer = sallyport.Signer(**keys)
    regional = sallyport.Signer(region="us-east-1", **keys)
    client = sallyport.Client(proxy=False)
    publisher = sallyport.IotPublisher(
        "example.com", port=TLS_PORT, resolve={"example.com": "127.0.0.1"}, verify=CA, signer=regional, proxy=False
    )
    verifier = sallyport.IdentityVerifier()
    metadata = sallyport.InstanceMetadata(endpoint=BASE, token_ttl=0, deadline=30)


def equal(got, want):
    if got != want:
        raise AssertionError("%r, not %r" % (got, want))


def sign():
    """The example of the AWS documentation."""
    url = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    signed = signer.sign("GET", url, headers=headers, time=1440938160)
    equal(signed.signature, "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")


def get():
    equal(client.get(BASE + "/hello").content, b"hello")


def publish():
    equal(publisher.publish("a", b"{}").trace_id, "trace")


def verify():
    identity = verifier.verify(SIGNATURE, audience="abc", now=1782907200)
    equal(identity.instance_id, "i-8vb9b97xf7msxi4k6tgx")


def ask():
    equal(metadata.get("/latest/meta-data/instance-id"), "i-1")


def begin_batch(_):
    column = _columns.of_list([b"https://iam.amazonaws.com/"], "urls")
    return signer._object.batch(_ops.SIGNER_PRESIGN_BATCH, method=b"GET", urls=column)


def read_batch(batch):
    equal(len(batch.values("url")), 1)


def begin_stream(name):
    stream = client.stream("GET", BASE + "/stream?id=" + name)
    equal(stream.raw.read(5), b"first")
    return stream


def read_stream(stream):
    equal(stream.raw.read(6), b"second")


def begin_ticket(name):
    given = {"method": b"GET", "url": (BASE + "/held?id=" + name).encode()}
    native, operation = client._channel.object(), _ops.CLIENT_DO
    texts, numbers = tuple(map(given.get, operation.texts)), operation.defaults
    ticket = native.backend.start(operation.number, len(operation.results), native.handle, texts, numbers, 0)
    return native.backend, ticket


def read_ticket(pair):
    spans = pair[0].wait(pair[1], 20000)
    equal(dict(zip(_ops.CLIENT_DO.results, spans))["body"], b"late")


OBJECTS = {"signer": sign, "client": get, "publisher": publish, "verifier": verify, "metadata": ask}
BEGUN = {
    "batch": (begin_batch, read_batch),
    "stream": (begin_stream, read_stream),
    "ticket": (begin_ticket, read_ticket),
}
KINDS = (*OBJECTS, *BEGUN)


def start(kind):
    """The name by which the server knows an exchange, and what was begun."""
    name = "%d.%d" % (os.getpid(), next(_numbers))
    return name, BEGUN[kind][0](name)


def read(kind, pair):
    release(pair[0])
    BEGUN[kind][1](pair[1])


def release(name):
    """By other means than what is tested."""
    urllib.request.urlopen(BASE + "/release?id=" + name).close()


def use(kind):
    if kind in OBJECTS:
        OBJECTS[kind]()
    else:
        read(kind, start(kind))


def begin():
    for kind in BEGUN:
        begun[kind] = start(kind)


def after_fork(kind):
    outcome = "works"
    if kind in begun:
        try:
            BEGUN[kind][1](begun[kind][1])
            return "what was begun before goes on"
        except sallyport.Error as e:
            outcome = e.name
    use(kind)
    return outcome


def wait(waits):
    waits.set()
    equal(client.get(BASE + "/held?id=waiting%d" % os.getpid()).content, b"late")


def finish():
    """What was begun ends well, and the objects go on."""
    release("waiting%d" % os.getpid())
    for kind, pair in begun.items():
        read(kind, pair)
    if signer is not None:
        for kind in KINDS:
            use(kind)
