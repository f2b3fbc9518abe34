"""1. reach: an HTTPS server by its address, under its own name
A job without DNS knows only the address of a service. With the address in the
URL, the server picks the wrong certificate and the name check fails. Sallyport keeps
the real name in the URL and pins the address, so that SNI, the Host header and the
certificate check all use the name.
"""


def run(sallyport, lab, report):
    reach = lab["reach"]
    name = reach["hosts"][-1]
    default = reach["hosts"][0]
    address, port = reach["address"], reach["port"]
    url = "https://%s:%d/" % (name, port)

    with sallyport.Client(verify=lab["ca"], resolve={name: address}) as client:
        report.step("The URL has the name", call(lab, {name: address}, url))
        response = client.get(url)
        report.wire(lab.arrived("reach"))
        report.block(
            "came back: %d from %s, %s" % (response.status_code, response.peer.ip, response.peer.tls_version),
            response.text,
        )
        answer = response.json()
        report.check("SNI is the name", answer["sni"] == name)
        report.check("the Host header is the name, with the port", answer["host_header"] == "%s:%d" % (name, port))
        report.check("the right one of the virtual hosts answered", answer["vhost"] == name)
        report.check("the URL is unchanged", response.url == url)
        report.check("the pinned address was connected", (response.peer.ip, response.peer.port) == (address, port))
        report.check("no DNS was asked", response.timings.dns is None)

        bare = "https://%s:%d/" % (address, port)
        report.step("The same server by its bare address", call(lab, {name: address}, bare))
        error = report.raises(
            "the certificate is for another name, and the hint says what to do",
            sallyport.CertificateError,
            "CERTIFICATE_NAME_MISMATCH",
            client.get,
            bare,
        )
        report.wire(lab.arrived("reach"))
        report.check("the hint names resolve=", error is not None and "resolve=" in error.hint)
        report.check(
            "the message lists the name of the certificate that came", error is not None and default in str(error)
        )

    aws = lab["aws"]
    wrong = {"%s:%d" % (name, aws["port"]): aws["address"]}
    elsewhere = "https://%s:%d/" % (name, aws["port"])
    report.step("The name pinned to the address of another service", call(lab, wrong, elsewhere))
    with sallyport.Client(verify=lab["ca"], resolve=wrong) as client:
        error = report.raises(
            "a wrong pin fails by name",
            sallyport.CertificateError,
            "CERTIFICATE_NAME_MISMATCH",
            client.get,
            elsewhere,
        )
        report.wire(lab.arrived("aws"))
        report.check(
            "the message says which names that server has", error is not None and ".amazonaws.com" in str(error)
        )


def call(lab, resolve, url):
    return "sallyport.Client(verify=%r, resolve=%r).get(%r)" % (lab["ca"], resolve, url)
