# Code generated from causes.tsv of core/explain and core/diagnose by make generate. DO NOT EDIT.
"""The causes of a refused signature, and of a connection that fails: id -> (meaning, fix)."""

REFUSAL = {
    "not_refused": (
        "The answer does not refuse the signature.",
        "Nothing to do about the signature.",
    ),
    "wrong_service": (
        "The request was signed for another service than the server is.",
        "Sign with service=\"{service}\".",
    ),
    "wrong_region": (
        "The request was signed for another region than the server serves.",
        "Sign with region=\"{region}\".",
    ),
    "clock_skew": (
        "The clock that dated the signature and the server's differ by too much.",
        "Set this machine's clock (NTP), or pass time= from the server's Date: the difference is {difference}.",
    ),
    "request_expired": (
        "The presigned URL, or the signature, is older than it may be.",
        "Make a new one just before it is sent; expires= can be up to 604800 seconds.",
    ),
    "key_unknown": (
        "The server does not know the access key id.",
        "Check the access key id, the account and the partition; the key may be deleted or inactive.",
    ),
    "credentials_rejected": (
        "The server does not accept the credentials and does not say which part.",
        "Check access key id, secret and session token, this machine's clock, and that the account has the region enabled.",
    ),
    "key_swapped": (
        "Access key id and secret access key stand in each other's place.",
        "Swap access_key_id and secret_access_key.",
    ),
    "token_missing": (
        "The credentials are temporary and came without their session token.",
        "Pass session_token= too (AWS_SESSION_TOKEN).",
    ),
    "token_invalid": (
        "The session token is not one that the server accepts with this key.",
        "Take access key id, secret and session token from the same answer of STS.",
    ),
    "token_expired": (
        "The session token has expired.",
        "Get new temporary credentials.",
    ),
    "secret_wrong": (
        "Server and signer agree on every byte that is signed, so the secret differs.",
        "Copy the secret access key of {key} again: it has 40 characters.",
    ),
    "secret_damaged": (
        "The secret access key has characters around it that are not part of it.",
        "Remove the {damage} around the secret access key.",
    ),
    "method_changed": (
        "The server saw another method than was signed.",
        "Send the request with the method that was signed, {ours}; a presigned URL is good for one method.",
    ),
    "path_encoding": (
        "The server percent-encodes the path differently.",
        "Sign with {setting}.",
    ),
    "path_normalized": (
        "The server removes dot segments or empty segments from the path, or does not, unlike the signer.",
        "Sign with {setting}.",
    ),
    "path_changed": (
        "The path was changed after it was signed.",
        "Send the URL exactly as sign() returned it; a proxy or the HTTP library rewrites the path.",
    ),
    "query_plus": (
        "A \"+\" in the query is a space for one side and a plus sign for the other.",
        "Write a space as %20 and a plus sign as %2B.",
    ),
    "query_order": (
        "The query parameters reached the server in another order.",
        "Send the URL exactly as sign() returned it.",
    ),
    "query_changed": (
        "The query was changed after it was signed.",
        "Send the URL exactly as sign() returned it; the first difference is {difference}.",
    ),
    "host_changed": (
        "The server saw another Host than was signed.",
        "Sign for the host that the server sees, or keep the proxy from changing Host.",
    ),
    "host_port": (
        "Signer and server disagree about the port in Host.",
        "Send the Host header that sign() returned, {ours}.",
    ),
    "header_changed": (
        "A signed header reached the server with another value.",
        "Send {header} as sign() returned it, or leave it out when signing.",
    ),
    "header_removed": (
        "A signed header did not reach the server.",
        "Leave {header} out when signing, or keep the proxy or library from removing it.",
    ),
    "header_unsigned": (
        "The server demands that a header is signed which is not.",
        "Give {header} to sign() instead of adding it afterwards.",
    ),
    "headers_differ": (
        "The list of signed headers differs.",
        "Send all headers that sign() returned, and sign all that you send.",
    ),
    "body_changed": (
        "The server received another body than was signed.",
        "Send the very bytes that were signed: {detail}.",
    ),
    "payload_hash_missing": (
        "The server wants the header x-amz-content-sha256.",
        "Sign with content_sha256_header=True.",
    ),
    "date_missing": (
        "The server found no date.",
        "Send all headers that sign() returned, X-Amz-Date among them.",
    ),
    "request_replayed": (
        "The server has seen this very request before.",
        "Sign again for each try: nonce and date must be new.",
    ),
    "signature_missing": (
        "The server found no signature.",
        "Send all headers that sign() returned, or the whole presigned URL: a \"&\" may have been taken by a shell, or \"&amp;\" not decoded.",
    ),
    "signature_malformed": (
        "The server cannot read the signature.",
        "Send Authorization, or the presigned URL, exactly as it was returned.",
    ),
    "wrong_endpoint": (
        "The answer is a page for people, not one of the service's interface.",
        "Check host, path and X-Amz-Target: the request reached a web site.",
    ),
    "scheme_unsupported": (
        "The server takes another kind of signature.",
        "{detail}",
    ),
    "not_authorized": (
        "The signature is good; the identity may not do this.",
        "Change the policy of the identity or of the resource: {detail}.",
    ),
    "throttled": (
        "The server refuses for now, whatever the signature.",
        "Wait and try again.",
    ),
    "unknown": (
        "What the server says does not tell the cause.",
        "Compare the canonical request with what the server received; ruled out are: {ruled_out}.",
    ),
}

CONNECTION = {
    "ok": (
        "The server answers, and all that was checked is well.",
        "Nothing to do.",
    ),
    "url_invalid": (
        "The URL cannot be used.",
        "Give an absolute https URL; the evidence says what is wrong with this one.",
    ),
    "options_invalid": (
        "An option of the client cannot be used.",
        "Correct the option that the evidence names.",
    ),
    "resolve_invalid": (
        "An entry of resolve= cannot be read.",
        "Write {\"host\": \"ip\"}, {\"host:port\": [\"ip\", ...]} or curl's \"host:port:address\".",
    ),
    "ca_unreadable": (
        "The CA file or directory cannot be read.",
        "Check the path and its permissions, also when it stands in REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE or SSL_CERT_DIR.",
    ),
    "ca_no_certificates": (
        "The CA file, directory or bytes hold no certificate.",
        "Pass certificates in PEM (BEGIN CERTIFICATE) or DER; a private key or a request is none.",
    ),
    "client_certificate_unreadable": (
        "The client certificate or its key cannot be read or parsed.",
        "Pass PEM: the certificate, leaf first, and its private key.",
    ),
    "client_key_mismatch": (
        "The private key does not belong to the client certificate.",
        "Pair the two files as they were issued; openssl x509 -pubkey and openssl pkey -pubout must print the same key.",
    ),
    "client_key_encrypted": (
        "The private key of the client certificate is encrypted.",
        "Decrypt it first: openssl pkey -in key.pem -out plain.pem",
    ),
    "proxy_url_invalid": (
        "The URL of the proxy in the environment cannot be used.",
        "Write http://[user:password@]host:port into HTTPS_PROXY or HTTP_PROXY, or pass proxy=\"none\".",
    ),
    "proxy_not_found": (
        "The name of the proxy cannot be resolved.",
        "Correct the host in the proxy's URL, or give its address: {proxy}.",
    ),
    "proxy_unreachable": (
        "The proxy cannot be connected.",
        "Check host and port of the proxy, {proxy}; proxy=\"none\" goes without.",
    ),
    "proxy_not_http": (
        "What answers at the proxy's address is no HTTP proxy.",
        "Check the port of the proxy, {proxy}; a proxy that speaks TLS itself is not supported.",
    ),
    "proxy_closed": (
        "The proxy ended the connection, or was silent, instead of an answer.",
        "Check the port of the proxy, {proxy}, and its log.",
    ),
    "proxy_auth_required": (
        "The proxy asks for a user and a password.",
        "Put them into the proxy's URL: http://user:password@{proxy}",
    ),
    "proxy_auth_rejected": (
        "The proxy does not accept the user and password in its URL.",
        "Correct them, percent-encoded, in the proxy's URL; only the scheme Basic is supported.",
    ),
    "proxy_forbids": (
        "The proxy does not open a tunnel to this host and port.",
        "Have {host} and its port allowed on the proxy, {proxy}, or except the host: NO_PROXY={host}",
    ),
    "proxy_cannot_reach": (
        "The proxy cannot reach the host itself.",
        "Check the host name {host}, the proxy's own DNS and its route; a pin (resolve=) is tunnelled to by address.",
    ),
    "dns_not_found": (
        "The name does not exist in DNS.",
        "Correct the name {host}, or pin its address: resolve={\"{host}\": \"ip\"}",
    ),
    "dns_timeout": (
        "The name server does not answer.",
        "Where there is no DNS, pin the address: resolve={\"{host}\": \"ip\"}",
    ),
    "dns_failed": (
        "The name could not be resolved.",
        "Ask again; or pin the address: resolve={\"{host}\": \"ip\"}",
    ),
    "address_not_allowed": (
        "allow= does not permit the address of the host.",
        "Add the network or the host to allow= if it is meant to be reached.",
    ),
    "connect_refused": (
        "The address is reached and nothing listens on the port.",
        "Check the port and that the service runs; a firewall can refuse as well.",
    ),
    "connect_timeout": (
        "Nothing answers at the address.",
        "Have this address and port opened in firewall, security group or allow-list; check the pin.",
    ),
    "connect_unreachable": (
        "No route leads to the address.",
        "Check the address and this machine's network; a private address needs its VPN or VPC.",
    ),
    "connect_denied": (
        "The operating system or the sandbox forbids the connection.",
        "Ask for network access in the job's settings (for MaxCompute: odps.internet.access.list).",
    ),
    "connect_failed": (
        "No address could be connected, each for a reason of its own.",
        "The evidence has each address with its reason.",
    ),
    "not_tls_http": (
        "The port speaks plain HTTP and not TLS.",
        "Use http:// for this port, or the port of https.",
    ),
    "not_tls_other": (
        "The port speaks another protocol than TLS.",
        "Check the port: the evidence shows how the answer begins.",
    ),
    "tls_closed": (
        "The connection is closed during the TLS handshake, whatever is said in it.",
        "The address may be of another service, or something between lets TCP through and not TLS; check the port and the pin.",
    ),
    "tls_reset": (
        "The connection is reset during the TLS handshake, whatever is said in it.",
        "Something between cuts TLS: have {host} allowed in the firewall, or the address is of another service.",
    ),
    "tls_timeout": (
        "The server connects and is silent in the TLS handshake, whatever is said in it.",
        "A firewall may drop TLS, or the port speaks a protocol that waits; check the port, and the allow-list for {host}.",
    ),
    "sni_filtered": (
        "The handshake fails with this server name and passes with another or none.",
        "Something between filters by name: have {host} added to its allow-list.",
    ),
    "sni_unknown": (
        "The server does not know this server name.",
        "The address is of another service: correct resolve=, or the name in the URL.",
    ),
    "sni_needed": (
        "The server wants a server name, and an address in a URL gives none.",
        "Put the host's name into the URL and pin its address: resolve={\"name\": \"{host}\"}",
    ),
    "hello_size": (
        "The handshake passes with a small first message and fails with the usual one.",
        "Something between loses a hello of more than one packet: update that device, or check the MTU of the way.",
    ),
    "tls13_filtered": (
        "The handshake passes when TLS 1.3 is not offered.",
        "Update the server or the device between that breaks TLS 1.3.",
    ),
    "tls_version": (
        "Client and server share no version of TLS.",
        "The server must offer TLS 1.2 or 1.3.",
    ),
    "no_shared_cipher": (
        "Client and server share no cipher suite.",
        "The server must offer ECDHE with AES-GCM or ChaCha20-Poly1305; it chose {server cipher} when all was offered.",
    ),
    "alpn_refused": (
        "The server takes none of the application protocols that were offered.",
        "Connect to a port that speaks HTTP/1.1, or offer the protocol that this one wants.",
    ),
    "alpn_ignored": (
        "The server did not select the application protocol that is required.",
        "Something between ends TLS and drops ALPN: connect directly, or use a port that needs none (AWS IoT: 8443).",
    ),
    "tls_alert": (
        "The server ends the handshake with an alert.",
        "Look the alert up, {alert}, and the server's log.",
    ),
    "tls_unsteady": (
        "The handshake failed and passed a moment later.",
        "Try again; one of several servers at this address, or a device between, may be broken.",
    ),
    "tls_failed": (
        "The handshake breaks a rule of TLS.",
        "The server, or something between, is at fault; the evidence has what was seen.",
    ),
    "self_signed": (
        "The certificate signed itself and is not among the trusted ones.",
        "Pass this certificate, once its fingerprint is confirmed, as verify=\"server.pem\".",
    ),
    "root_not_trusted": (
        "The chain is complete, and its root is not among the trusted ones.",
        "Pass that root, once its fingerprint is confirmed, as verify=\"ca.pem\": {root}",
    ),
    "root_changed": (
        "A trusted root has the name of the issuer and another key.",
        "The authority made a new root under the same name: get it and pass it as verify=\"ca.pem\".",
    ),
    "intermediate_missing": (
        "The server sends its certificate without the one that issued it.",
        "The server must send its whole chain; until then add the issuer, {issuer}, to verify=\"ca.pem\".",
    ),
    "unknown_ca": (
        "The chain does not lead to a trusted root.",
        "Pass the root that issued {issuer} as verify=\"ca.pem\".",
    ),
    "interception": (
        "A device between ends TLS and shows a certificate of its own.",
        "Pass the root of that device as verify=\"corporate.pem\", or have {host} excepted from inspection: {issuer}",
    ),
    "leaf_expired": (
        "The server's certificate has expired.",
        "Have it renewed by whoever runs the server.",
    ),
    "intermediate_expired": (
        "A certificate between the server's and the root has expired.",
        "The server must send the newer one: {certificate}",
    ),
    "root_expired": (
        "The trusted root has expired.",
        "Update the trusted roots: {certificate}",
    ),
    "not_yet_valid": (
        "A certificate is not valid yet.",
        "Wait, or have it issued again with an earlier date: {certificate}",
    ),
    "clock_wrong": (
        "This machine's clock is wrong; at the right time the certificates are valid.",
        "Set the clock (NTP).",
    ),
    "pinned_elsewhere": (
        "The pinned address is of a server with another name.",
        "Correct the pin in resolve=: {address} answers for {names}",
    ),
    "default_certificate": (
        "The server has no certificate for this name and shows its default one.",
        "Add the name {host} to the server, or correct the address that DNS gives.",
    ),
    "name_mismatch": (
        "The certificate that the server chose for this name is for others.",
        "Use a name that it has, {names}, or have {host} added to it.",
    ),
    "address_not_in_certificate": (
        "The URL has an address, and the certificate is for names.",
        "Put the name into the URL and pin the address: resolve={\"name\": \"{host}\"}; the certificate has {names}",
    ),
    "name_only_in_subject": (
        "The certificate has the name in its subject only, which does not count.",
        "Have it issued again with subjectAltName=DNS:{host}",
    ),
    "wildcard_depth": (
        "The wildcard of the certificate stands for one label and the name has more.",
        "Use a name with one label before the domain, or have {host} added: {names}",
    ),
    "wrong_usage": (
        "The certificate is not for servers.",
        "Have it issued again with extended key usage serverAuth.",
    ),
    "not_an_authority": (
        "An issuer in the chain is not allowed to issue certificates.",
        "Have it issued by an authority (CA:TRUE, keyCertSign): {certificate}",
    ),
    "name_not_permitted": (
        "An authority in the chain may not issue for this name.",
        "The name constraints of the authority must permit {host}.",
    ),
    "path_too_long": (
        "The chain has more authorities than one of them allows.",
        "Have the certificate issued by an authority that is nearer to the root (pathlen).",
    ),
    "critical_extension": (
        "A certificate has a critical extension that is not known.",
        "Have it issued without that extension.",
    ),
    "weak_signature": (
        "A certificate is signed with an algorithm that is broken.",
        "Have it issued again with SHA-256 or better: {certificate}",
    ),
    "certificate_invalid": (
        "A certificate breaks a rule of RFC 5280.",
        "The issuer must correct it; the evidence names the rule.",
    ),
    "pin_mismatch": (
        "No certificate of the chain has a key of spki_pins.",
        "If the server has a new key, put it into spki_pins; otherwise somebody is between; the evidence has the key that the server showed.",
    ),
    "client_certificate_missing": (
        "The server wants a client certificate and none was given.",
        "Pass cert=(\"cert.pem\", \"key.pem\").",
    ),
    "client_certificate_expired": (
        "The client certificate has expired.",
        "Renew it: it is valid until {client until}.",
    ),
    "client_certificate_revoked": (
        "The server says that the client certificate is revoked.",
        "Get a new one, and find out why it was revoked.",
    ),
    "client_certificate_untrusted": (
        "The server does not know the issuer of the client certificate.",
        "Register that issuer or the certificate with the server, or pass the one that it knows: {client issuer}",
    ),
    "client_certificate_rejected": (
        "The server does not accept the client certificate.",
        "Check that it is active and registered with this account and region (AWS IoT), and for the right use.",
    ),
    "tls_expected": (
        "The port speaks TLS, and the URL says http.",
        "Use https://.",
    ),
    "http_malformed": (
        "What answers is not HTTP/1.1.",
        "Check the port; the evidence shows how the answer begins.",
    ),
    "http_header_too_large": (
        "The header of the answer is over the limit.",
        "Check the server, or raise client.max_header.",
    ),
    "http_silent": (
        "The server takes the request and does not answer.",
        "Check the server, or raise the read timeout.",
    ),
    "http_closed": (
        "The connection is closed instead of an answer.",
        "Check the server's log; something between may end idle or unknown requests.",
    ),
    "http_reset": (
        "The connection is reset instead of an answer.",
        "Check the server's log; something between may cut the connection.",
    ),
    "http_truncated": (
        "The connection is closed within the answer.",
        "Check the server's log.",
    ),
    "captive_portal": (
        "A page of the network answers instead of the server: it wants a login.",
        "Log in at the network's page in a browser, or use another network; the evidence has the page if it was named.",
    ),
    "misdirected": (
        "The server says that it does not serve this name (421).",
        "The address is of another service: correct resolve= or DNS.",
    ),
    "server_error": (
        "The connection is well; the server answers with an error of its own.",
        "Ask whoever runs the server: {status}",
    ),
    "iot_endpoint": (
        "The host is not a data endpoint of AWS IoT.",
        "Use the one of this command: aws iot describe-endpoint --endpoint-type iot:Data-ATS",
    ),
    "iot_endpoint_legacy": (
        "The endpoint is a legacy one (iot:Data), whose certificate hardly anybody trusts any more.",
        "Use the endpoint of iot:Data-ATS: {endpoint}",
    ),
    "iot_message": (
        "The message breaks a rule or quota of AWS IoT, so it was not sent.",
        "Correct the topic, payload or property that the message of the error names.",
    ),
    "iot_certificate_rejected": (
        "AWS IoT ends the handshake over the client certificate: it is inactive, revoked, or not registered with this account and region.",
        "Look it up and activate it: aws iot list-certificates; aws iot update-certificate --new-status ACTIVE --certificate-id ID",
    ),
    "iot_certificate_unseen": (
        "AWS IoT saw no client certificate: something between ends TLS, or ALPN was dropped.",
        "Connect without the device or proxy that ends TLS, or use port 8443.",
    ),
    "iot_policy": (
        "AWS IoT knows who publishes, and no policy that is attached allows it for this topic.",
        "Attach a policy to the certificate that allows iot:Publish on the topic: {resource}",
    ),
    "iot_throttled": (
        "AWS IoT throttles this account or connection.",
        "Send more slowly and repeat what was refused.",
    ),
    "iot_rejected": (
        "AWS IoT rejects the request for another reason.",
        "See the server's message: {message}",
    ),
    "iot_server_error": (
        "AWS IoT failed; the message may have been published or not.",
        "Repeat it if a duplicate does no harm (QoS 1 allows it).",
    ),
    "iot_not_answering": (
        "Something else answers in the place of AWS IoT.",
        "Connect to the endpoint directly: a captive portal or proxy answers.",
    ),
    "metadata_refused": (
        "The metadata service refuses the request.",
        "Let a token be fetched (no token_ttl=0), and let no proxy add X-Forwarded-For.",
    ),
    "metadata_malformed": (
        "What answers is not the metadata service of this cloud.",
        "Check endpoint= and provider=.",
    ),
    "metadata_token_unanswered": (
        "The metadata service does not answer the request for a token, so the answer may not travel this far.",
        "Raise the hop limit of the instance's metadata options to 2 (containers), or pass token_ttl=0.",
    ),
    "time_up": (
        "The time for the diagnosis was up, or the caller left.",
        "Give it more time; the evidence has what was seen so far.",
    ),
    "unknown": (
        "None of the causes fits.",
        "The evidence has what was seen.",
    ),
}
