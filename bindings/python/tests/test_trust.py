"""What is trusted, and what an error says of what is not: certificates by openssl, servers by Python's ssl."""

import base64
import hashlib
import os
import pickle
import socket
import ssl
import subprocess
import threading

import pytest

import sallyport

CA = "basicConstraints=critical,CA:TRUE"
PASSWORD = "secret"


class Pki:
    """Certificates in a directory: name.pem and name.key."""

    def __init__(self, directory):
        self.directory = directory

    def path(self, name):
        return str(self.directory / name)

    def read(self, name):
        return (self.directory / name).read_bytes()

    def write(self, name, data):
        (self.directory / (name + ".new")).write_bytes(data)
        os.replace(self.path(name + ".new"), self.path(name))
        return self.path(name)

    def openssl(self, *arguments):
        return subprocess.run(["openssl", *arguments], cwd=self.directory, check=True, capture_output=True).stdout

    def make(self, name, issuer=None, *extensions, subject=None, more=(), key="ec"):
        new = ["rsa:2048"] if key == "rsa" else ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        arguments = ["req", "-x509", "-newkey", *new, "-nodes", "-keyout", name + ".key", "-out", name + ".pem"]
        arguments += ["-subj", "/CN=" + (subject or name), "-days", "30", *more]
        if issuer:
            arguments += ["-CA", issuer + ".pem", "-CAkey", issuer + ".key"]
        for extension in extensions:
            arguments += ["-addext", extension]
        self.openssl(*arguments)
        return name

    def root(self, name="root"):
        return self.make(name, None, CA)

    def leaf(self, name="leaf", issuer="root", names="DNS:a.test", *extensions, **more):
        return self.make(name, issuer, "basicConstraints=CA:FALSE", "subjectAltName=" + names, *extensions, **more)

    def pin(self, name):
        der = self.openssl("x509", "-in", name + ".pem", "-noout", "-pubkey")
        der = base64.b64decode(b"".join(der.splitlines()[1:-1]))
        return "sha256//" + base64.b64encode(hashlib.sha256(der).digest()).decode()


@pytest.fixture
def pki(tmp_path):
    made = Pki(tmp_path)
    made.root()
    return made


def listen():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(16)
    return listener


class TlsServer:
    """Answers every request with 200; chain is what it sends, leaf first."""

    def __init__(self, pki, leaf, *chain, client_ca=None, ciphers=None):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.set_ciphers((ciphers or "DEFAULT") + ":@SECLEVEL=0")  # SHA-1 is sent as well
        if ciphers:
            self.context.maximum_version = ssl.TLSVersion.TLSv1_2
        bundle = pki.write(leaf + ".chain", b"".join(pki.read(name + ".pem") for name in (leaf, *chain)))
        self.context.load_cert_chain(bundle, pki.path(leaf + ".key"))
        if client_ca:
            self.context.verify_mode = ssl.CERT_REQUIRED
            self.context.load_verify_locations(pki.path(client_ca + ".pem"))
        self.client_subjects = []
        self.socket = listen()
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            with self.context.wrap_socket(connection, server_side=True) as secure:
                peer = secure.getpeercert()
                if secure.recv(65536):
                    self.client_subjects.append(peer and peer["subject"])
                    secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


def get(server, host="a.test", **options):
    options.setdefault("resolve", {host: "127.0.0.1"})
    with sallyport.Client(deadline=20, **options) as client:
        return client.get("https://%s:%d/" % (host, server.port))


def refused(server, code, *texts, without=(), **options):
    with pytest.raises(sallyport.Error) as raised:
        get(server, **options)
    message = str(raised.value)
    assert raised.value.name == code, message
    for text in texts:
        assert text in message
    for text in without:
        assert text not in message


TRUSTOUT = ("x509", "-in", "root.pem", "-trustout", "-addtrust", "serverAuth")
FORMS = {
    "byte order mark (N1)": lambda pki, pem: b"\xef\xbb\xbf" + pem,
    "CRLF": lambda pki, pem: pem.replace(b"\n", b"\r\n"),
    "TRUSTED CERTIFICATE (N2)": lambda pki, pem: pki.openssl(*TRUSTOUT),
    "joined lines": lambda pki, pem: (pki.read("other.pem") + pem).replace(b"-----\n-----", b"----------"),
    "DER": lambda pki, pem: pki.openssl("x509", "-in", "root.pem", "-outform", "DER"),
    "PKCS#7": lambda pki, pem: pki.openssl("crl2pkcs7", "-nocrl", "-certfile", "root.pem"),
    "a bad one before": lambda pki, pem: b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + pem,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_others_read_is_read(pki, form):
    pki.root("other")
    pki.leaf()
    with TlsServer(pki, "leaf") as server:
        path = pki.write("ca.file", FORMS[form](pki, pki.read("root.pem")))
        assert get(server, verify=path).ok


def test_a_fifo_in_a_directory_is_passed_over(pki, tmp_path):
    pki.leaf()
    directory = tmp_path / "roots"
    directory.mkdir()
    os.mkfifo(directory / "0-fifo")
    (directory / "ca.pem").write_bytes(pki.read("root.pem"))
    with TlsServer(pki, "leaf") as server:
        assert get(server, verify=directory).ok  # N13


def test_what_cannot_be_used_is_named_where_it_matters(pki):
    pki.root("other")
    pki.leaf(issuer="other")
    bad = pki.read("other.pem").replace(b"M", b"*", 1)
    path = pki.write("ca.file", pki.read("root.pem") + bad)
    line = pki.read("root.pem").count(b"\n") + 1
    with TlsServer(pki, "leaf") as server:
        refused(server, "CERTIFICATE_UNKNOWN_AUTHORITY", "ca.file, line %d: its PEM is damaged" % line, verify=path)


def test_the_message_is_what_the_verifier_met(pki):
    roots = pki.path("root.pem")
    pki.make("middle", "root", CA)
    pki.leaf("below", "middle", "DNS:a.test", "authorityInfoAccess=caIssuers;URI:http://ca.test/middle.cer")
    with TlsServer(pki, "below", "root") as server:  # N3
        refused(
            server,
            "CERTIFICATE_UNKNOWN_AUTHORITY",
            'whose issuer "CN=middle" the server did not send',
            "it did send the root",
            "http://ca.test/middle.cer",
            without=["not among the trusted roots"],
            verify=roots,
        )
    pki.make("rekeyed", None, CA, subject="root")
    pki.leaf("ofrekeyed", "rekeyed")
    with TlsServer(pki, "ofrekeyed") as server:
        refused(server, "CERTIFICATE_UNKNOWN_AUTHORITY", "another key than that of the trusted root", verify=roots)
    pki.leaf("noca")
    pki.leaf("ofnoca", "noca")
    with TlsServer(pki, "ofnoca", "noca") as server:
        refused(server, "CERTIFICATE_INVALID", '"CN=noca" issued another one and is no CA', verify=roots)
    pki.make("narrow", "root", CA, "nameConstraints=permitted;DNS:b.test")
    pki.leaf("ofnarrow", "narrow")
    with TlsServer(pki, "ofnarrow", "narrow") as server:
        refused(server, "CERTIFICATE_INVALID", "may not issue for this name", verify=roots)
    pki.leaf("mail", "root", "DNS:a.test", "extendedKeyUsage=emailProtection")
    with TlsServer(pki, "mail") as server:
        refused(server, "CERTIFICATE_INVALID", "extended key usage serverAuth", verify=roots)
    pki.leaf("sha1", more=("-sha1",))
    with TlsServer(pki, "sha1") as server:
        refused(server, "CERTIFICATE_INVALID", "is signed with ECDSA-SHA1", verify=roots)


def test_a_key_that_cannot_verify_is_not_called_another_key(pki):
    for kind, says in (("RSA-PSS", "verifier does not know"), ("RSA", "shorter than 1024 bits")):
        bits = ["-pkeyopt", "rsa_keygen_bits:%d" % (768 if kind == "RSA" else 2048)]
        pki.openssl("genpkey", "-algorithm", kind, *bits, "-out", "odd.key")
        pki.openssl("req", "-x509", "-key", "odd.key", "-out", "odd.pem", "-subj", "/CN=odd", "-addext", CA)
        pki.leaf("ofodd", "odd")
        with TlsServer(pki, "ofodd", "odd") as server:
            refused(server, "CERTIFICATE_INVALID", says, without=["another key"], verify=pki.path("odd.pem"))


@pytest.mark.parametrize(
    "names, options, texts",
    [
        ("DNS:b.test", {}, ['"a.test" is pinned to 127.0.0.1:', "correct resolve="]),  # N4
        ("DNS:b.test", {"host": "127.0.0.1", "resolve": None}, ['resolve={"b.test": "127.0.0.1"}']),
        ("DNS:127.0.0.1", {"host": "127.0.0.1", "resolve": None}, ["it has the address as a DNS name"]),
        ("DNS:*.a.test", {"host": "x.y.a.test"}, ['the * in "*.a.test" stands for one label']),
        ("email:a@a.test", {}, ["no name", "does not count"]),
    ],
)
def test_the_advice_for_a_wrong_name_depends_on_the_case(pki, names, options, texts):
    pki.leaf(names=names)
    with TlsServer(pki, "leaf") as server:
        refused(server, "CERTIFICATE_NAME_MISMATCH", *texts, verify=pki.path("root.pem"), **options)


class Relay:
    """Resets connections whose first message is over a size (N5)."""

    def __init__(self, port, most):
        self.target, self.most, self.sizes = port, most, []
        self.socket = listen()
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.relay, args=(connection,), daemon=True).start()

    def relay(self, connection):
        first = connection.recv(5, socket.MSG_WAITALL)
        first += connection.recv(int.from_bytes(first[3:5], "big"), socket.MSG_WAITALL)
        self.sizes.append(len(first))
        if len(first) > self.most:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()
            return
        with connection, socket.create_connection(("127.0.0.1", self.target)) as upstream:
            upstream.sendall(first)
            back = threading.Thread(target=self.copy, args=(upstream, connection), daemon=True)
            back.start()
            self.copy(connection, upstream)
            back.join()

    @staticmethod
    def copy(source, sink):
        try:
            for data in iter(lambda: source.recv(65536), b""):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


def test_a_hello_that_is_cut_is_sent_once_more_with_classical_groups(pki):
    pki.leaf()
    with TlsServer(pki, "leaf") as server, Relay(server.port, 1400) as relay:
        assert get(relay, verify=pki.path("root.pem")).ok
        assert len(relay.sizes) == 2 and relay.sizes[0] > 1400 >= relay.sizes[1]
    with TlsServer(pki, "leaf") as server, Relay(server.port, 0) as relay:
        refused(relay, "TLS_CLOSED", "a ClientHello of ", "without post-quantum", verify=pki.path("root.pem"))
        assert len(relay.sizes) == 2


def test_a_limit_of_our_tls_is_named_as_one(pki):
    pki.leaf(key="rsa")
    with TlsServer(pki, "leaf", ciphers="AES128-SHA") as server:  # N6
        refused(server, "TLS_ALERT", "RSA key exchange, DHE, PSK and 3DES are not offered", verify=pki.path("root.pem"))


def test_a_renegotiation_is_named_as_what_we_do_not_have(pki):
    pki.leaf()
    command = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-tls1_2", "-cert", "leaf.pem", "-key", "leaf.key"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=pki.directory, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT) as process:
        try:

            class At:
                port = next(int(line.rsplit(b":", 1)[1]) for line in process.stdout if line.startswith(b"ACCEPT "))

            def ask():
                for line in process.stdout:
                    if line.startswith(b"GET / "):
                        process.stdin.write(b"R\n")
                        process.stdin.flush()
                        return

            asking = threading.Thread(target=ask, daemon=True)
            asking.start()
            refused(At, "TLS_UNSUPPORTED", "negotiate TLS anew", verify=pki.path("root.pem"))
            asking.join()
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("extensions", "old", "new"),
    [
        (["subjectAltName=DNS:a.test"], b"\x0c\x03old", b"\x13\x03o@d"),  # a PrintableString with what none may have
        (["subjectAltName=DNS:a.test,URI:http://["], b"", b""),
        (["subjectAltName=DER:30:07:87:05:01:02:03:04:05"], b"", b""),  # an address of 5 bytes
        (["1.2.3.4=ASN1:NULL", "1.2.3.5=ASN1:NULL"], b"\x2a\x03\x05", b"\x2a\x03\x04"),  # twice the same
    ],
    ids=["name", "url", "address", "twice"],
)
def test_a_certificate_that_is_refused_unread_is_reached(pki, extensions, old, new):
    pki.make("odd", None, *extensions, subject="old")
    der = pki.openssl("x509", "-in", "odd.pem", "-outform", "DER").replace(old, new)
    pki.write("odd.pem", b"-----BEGIN CERTIFICATE-----\n%s-----END CERTIFICATE-----\n" % base64.encodebytes(der))
    with TlsServer(pki, "odd") as server:
        refused(server, "CERTIFICATE_INVALID", "verify=False, or a pin", verify=pki.path("root.pem"))
        refused(server, "SPKI_PIN_MISMATCH", verify=pki.pin("root"))
        assert get(server, verify=False).ok
        assert get(server, verify=pki.pin("odd")).ok
        for verify, cause in ((True, "certificate_invalid"), (False, "ok"), (pki.pin("odd"), "ok")):
            url = "https://a.test:%d/" % server.port
            assert sallyport.diagnose(url, resolve={"a.test": "127.0.0.1"}, verify=verify).cause == cause


def test_a_certificate_with_a_negative_serial_number_is_reached(pki):
    pki.make("old", None, "subjectAltName=DNS:a.test", more=("-set_serial", "-5"))
    with TlsServer(pki, "old") as server:  # N8
        assert get(server, verify=False).ok
        assert get(server, verify=pki.pin("old")).ok


def test_a_pin_alone_is_trusted(pki):
    pki.make("self", None, "subjectAltName=DNS:other.test")
    pki.leaf()
    with TlsServer(pki, "self") as server:
        assert get(server, verify=pki.pin("self")).ok
        assert get(server, verify=pki.pin("leaf") + ";" + pki.pin("self")).ok
        refused(server, "SPKI_PIN_MISMATCH", verify=pki.pin("leaf"))
        with sallyport.Client(deadline=20, resolve={"a.test": "127.0.0.1"}, spki_pins=[pki.pin("leaf")]) as client:
            url = "https://a.test:%d/" % server.port
            assert client.get(url, verify=pki.pin("self")).ok  # of a call too, in the place of the client's
            with pytest.raises(sallyport.CertificateError, match="SPKI_PIN_MISMATCH"):
                client.get(url, verify=pki.pin("leaf"))
    with TlsServer(pki, "leaf", "root") as server:  # what else is sent proves nothing
        refused(server, "SPKI_PIN_MISMATCH", verify=pki.pin("root"))


def client_pair(pki):
    pki.leaf()
    pki.make("device", "root", "extendedKeyUsage=clientAuth")
    secret = ("-passout", "pass:secret", "-out")
    pki.openssl("pkcs12", "-export", "-in", "device.pem", "-inkey", "device.key", *secret, "device.p12")
    pki.openssl("pkcs8", "-topk8", "-in", "device.key", *secret, "device8.key")
    pki.openssl("ec", "-in", "device.key", "-aes256", *secret, "device1.key")


def test_client_keys_with_a_password(pki):
    client_pair(pki)
    with TlsServer(pki, "leaf", client_ca="root") as server:
        for cert in (
            (pki.path("device.p12"), None, PASSWORD),  # N7
            (pki.read("device.p12"), None, PASSWORD),
            (pki.path("device.pem"), pki.path("device8.key"), PASSWORD),
            (pki.path("device.pem"), pki.read("device1.key"), PASSWORD),
        ):
            assert get(server, verify=pki.path("root.pem"), cert=cert).ok
        assert server.client_subjects == [((("commonName", "device"),),)] * 4
        for password in (None, "other"):
            refused(
                server,
                "CLIENT_KEY_ENCRYPTED",
                without=["other"],
                verify=pki.path("root.pem"),
                cert=(pki.path("device.p12"), None, password),
            )


def until(client, server, ok):
    """Asks until the files have been looked at again; they are once a second."""
    for _ in range(400):
        try:
            if client.get("https://a.test:%d/" % server.port).ok == ok:
                return True
        except sallyport.Error:
            if not ok:
                return True
        threading.Event().wait(0.05)
    return False


def test_files_that_change_are_read_again(pki):
    client_pair(pki)
    pki.root("other")
    pki.make("renewed", "root", "extendedKeyUsage=clientAuth")
    roots = pki.write("r", pki.read("other.pem"))
    cert, key = pki.write("c", pki.read("device.pem")), pki.write("k", pki.read("device.key"))
    client = sallyport.Client(resolve={"a.test": "127.0.0.1"}, verify=roots, cert=(cert, key), deadline=20)
    with TlsServer(pki, "leaf", client_ca="root") as server, client:
        assert until(client, server, False)
        pki.write("r", pki.read("root.pem"))
        assert until(client, server, True)  # N14
        pki.write("c", pki.read("renewed.pem"))
        pki.write("k", pki.read("renewed.key"))
        for _ in range(400):
            assert client.get("https://a.test:%d/" % server.port).ok
            if server.client_subjects[-1] == ((("commonName", "renewed"),),):
                break
            threading.Event().wait(0.05)
        else:
            pytest.fail("the renewed certificate is not used")


def test_a_report_says_where_roots_came_from(pki, monkeypatch, backend):
    pki.root("other")
    path = pki.write("ca.file", pki.read("root.pem") + pki.read("other.pem").replace(b"M", b"*", 1))
    monkeypatch.setenv("SSL_CERT_FILE", path)
    with sallyport.Client() as client:
        report = client.trust_report()
        assert report.source == "SSL_CERT_FILE=" + path
        assert [(root.subject, root.place) for root in report.roots] == [("CN=root", "SSL_CERT_FILE=%s, line 1" % path)]
        der = pki.openssl("x509", "-in", "root.pem", "-outform", "DER")
        assert report.roots[0].sha256 == hashlib.sha256(der).hexdigest()
        line = pki.read("root.pem").count(b"\n") + 1
        assert report.unusable == [
            "SSL_CERT_FILE=%s, line %d: its PEM is damaged: its base64 is damaged" % (path, line)
        ]
        assert pickle.loads(pickle.dumps(report)) == report
        assert "CN=root, until " in str(report) and "not used: " in str(report)
    with sallyport.Client(verify=pki.pin("root")) as client:
        assert (client.trust_report().roots, client.trust_report().source) == ([], "the pinned keys alone")
    with sallyport.Client(trust_env=False) as client:
        assert len(client.trust_report().roots) > 50
    with pytest.raises(sallyport.UsageError):
        client.trust_report()


def test_intermediates_are_fetched_when_asked(pki, server):
    pki.make("middle", "root", CA)
    server.files["/middle.cer"] = pki.openssl("x509", "-in", "middle.pem", "-outform", "DER")
    place = "authorityInfoAccess=caIssuers;URI:http://ca.test:%d/middle.cer" % server.server_port
    pki.leaf("below", "middle", "DNS:a.test", place)
    resolve = {"a.test": "127.0.0.1", "ca.test": "127.0.0.1"}
    with TlsServer(pki, "below") as secure:
        given = {"verify": pki.path("root.pem"), "resolve": resolve}
        refused(secure, "CERTIFICATE_UNKNOWN_AUTHORITY", "fetch_intermediates=True", **given)
        assert not server.seen
        assert get(secure, fetch_intermediates=True, **given).ok
        assert [path for _, path, _, _ in server.seen] == ["/middle.cer"]
