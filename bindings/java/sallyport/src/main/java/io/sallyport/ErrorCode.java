// Code generated from core/fault/codes.tsv by make generate. DO NOT EDIT.
package io.sallyport;

/**
 * The error codes, the same in every host. Numbers and names are stable; a number is never reused.
 *
 * <p>Source: {@code docs/errors.md} of the project.
 */
public enum ErrorCode {

    /** An argument has a value that the function does not take. */
    INVALID_ARGUMENT(1101, "usage", false, "An argument has a value that the function does not take.", "Correct the argument that the message names."),

    /** A pointer or object that must be given is missing (NULL, nil, null, None). */
    NULL_POINTER(1102, "usage", false, "A pointer or object that must be given is missing (NULL, nil, null, None).", "Give the argument that the message names."),

    /** The caller&#39;s buffer is too small; the needed size is in *len. */
    BUFFER_TOO_SMALL(1103, "usage", false, "The caller's buffer is too small; the needed size is in *len.", "Call again with a buffer of at least *len bytes."),

    /** No option has this key. */
    UNKNOWN_OPTION(1104, "usage", false, "No option has this key.", "Look the key up in the option table; keys are lower case and dotted."),

    /** An option&#39;s value cannot be used. */
    INVALID_OPTION(1105, "usage", false, "An option's value cannot be used.", "Correct the option that the message names."),

    /** The URL cannot be parsed or would not survive the wire unchanged. */
    INVALID_URL(1106, "usage", false, "The URL cannot be parsed or would not survive the wire unchanged.", "Give an absolute http or https URL; write a literal percent sign as %25."),

    /** A header name or value is not allowed in HTTP (RFC 9110 section 5). */
    INVALID_HEADER(1107, "usage", false, "A header name or value is not allowed in HTTP (RFC 9110 section 5).", "Remove line breaks and control characters; names are letters, digits and !#$%&'*+-.^_`|~."),

    /** The handle was freed, or closed after a panic. */
    HANDLE_CLOSED(1108, "usage", false, "The handle was freed, or closed after a panic.", "Create a new object; do not use one after close."),

    /** This build or host does not have the requested capability. */
    UNSUPPORTED(1109, "usage", false, "This build or host does not have the requested capability.", "See the table of languages in docs/hosts.md."),

    /** The input is larger than the documented limit. */
    INPUT_TOO_LARGE(1110, "usage", false, "The input is larger than the documented limit.", "Send less; the message names the limit."),

    /** A call under way was used in a way that it does not allow. */
    TICKET_MISUSED(1111, "usage", false, "A call under way was used in a way that it does not allow.", "Take the result of a call once, from one thread, and cancel it once, before it ends."),

    /** No AWS credentials were found. */
    CREDENTIALS_MISSING(1201, "credentials", false, "No AWS credentials were found.", "Pass access_key_id and secret_access_key, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile."),

    /** A part of the credentials is missing. */
    CREDENTIALS_INCOMPLETE(1202, "credentials", false, "A part of the credentials is missing.", "Access key id and secret access key go together; a key id that starts with ASIA also needs its session token."),

    /** A credential holds characters that AWS never issues. */
    CREDENTIALS_MALFORMED(1203, "credentials", false, "A credential holds characters that AWS never issues.", "Copy it again without spaces, line breaks or quotes; check that id and secret are not swapped."),

    /** The profile is in neither the config nor the credentials file. */
    PROFILE_NOT_FOUND(1204, "credentials", false, "The profile is in neither the config nor the credentials file.", "Check the profile name (AWS_PROFILE) and the two files that the message names."),

    /** A profile file cannot be read. */
    PROFILE_FILE_UNREADABLE(1205, "credentials", false, "A profile file cannot be read.", "Check the path and the permissions (AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE)."),

    /** A profile file is not in the AWS configuration format. */
    PROFILE_FILE_MALFORMED(1206, "credentials", false, "A profile file is not in the AWS configuration format.", "Correct the line that the message names."),

    /** The profile gets its credentials in a way that needs the AWS CLI or SDK. */
    PROFILE_UNSUPPORTED(1207, "credentials", false, "The profile gets its credentials in a way that needs the AWS CLI or SDK.", "Export temporary credentials (aws configure export-credentials) and pass them in."),

    /** The signing name cannot be derived from the X-Amz-Target header or the host. */
    SERVICE_UNKNOWN(1208, "usage", false, "The signing name cannot be derived from the X-Amz-Target header or the host.", "Pass service=, the name in the credential scope; check the spelling of X-Amz-Target."),

    /** The region cannot be derived from the host. */
    REGION_UNKNOWN(1209, "usage", false, "The region cannot be derived from the host.", "Pass region=, or set AWS_REGION."),

    /** The region or signing name holds a character that breaks the credential scope. */
    REGION_MALFORMED(1210, "usage", false, "The region or signing name holds a character that breaks the credential scope.", "It may hold printable ASCII without space, slash and comma; write it as the server documents it."),

    /** The request already carries a header or query parameter that the signer adds. */
    ALREADY_SIGNED(1211, "usage", false, "The request already carries a header or query parameter that the signer adds.", "Sign the original request; use payload_hash= for a hash of your own."),

    /** A presigned URL can live from 1 to 604,800 seconds. */
    EXPIRES_OUT_OF_RANGE(1212, "usage", false, "A presigned URL can live from 1 to 604,800 seconds.", "Choose expires= in that range (7 days at most)."),

    /** The payload hash is neither 64 lower-case hex digits nor one of the AWS constants. */
    PAYLOAD_HASH_MALFORMED(1213, "usage", false, "The payload hash is neither 64 lower-case hex digits nor one of the AWS constants.", "Leave payload_hash out to have the body hashed, or pass UNSIGNED-PAYLOAD."),

    /** The signing scheme is not one this version has. */
    SCHEME_UNSUPPORTED(1214, "usage", false, "The signing scheme is not one this version has.", "Use one of the schemes of docs/schemes.md; a host of several regions needs scheme=\"aws4a\"."),

    /** The credentials have expired. */
    CREDENTIALS_EXPIRED(1215, "credentials", false, "The credentials have expired.", "Renew them at their source, which has to give their successors before that; the message says since when."),

    /** The request carries no signature. */
    REQUEST_UNSIGNED(1220, "verification", false, "The request carries no signature.", "Refuse the sender; a client signs in the Authorization header or in the query."),

    /** The request, or what it says about its signature, cannot be read. */
    REQUEST_MALFORMED(1221, "verification", false, "The request, or what it says about its signature, cannot be read.", "Refuse the sender; sallyport inspect takes such a request apart."),

    /** The request says one thing in two places. */
    REQUEST_AMBIGUOUS(1222, "verification", false, "The request says one thing in two places.", "Refuse the sender; pass the request as it came over the wire."),

    /** The request is signed with an algorithm that is not verified here. */
    REQUEST_SCHEME_REFUSED(1223, "verification", false, "The request is signed with an algorithm that is not verified here.", "The client must sign with one of the schemes of docs/schemes.md that is taken here (schemes=, of a signer its scheme)."),

    /** A header that has to be signed is not. */
    REQUEST_HEADER_UNSIGNED(1224, "verification", false, "A header that has to be signed is not.", "The client must sign Host and every X-Amz-* header (with acs3 x-acs-* and Content-Type); strip what a proxy added."),

    /** A header that was signed is not in the request. */
    REQUEST_HEADER_MISSING(1225, "verification", false, "A header that was signed is not in the request.", "Pass all headers as they came over the wire; a proxy may have dropped one."),

    /** Nobody is known by the access key id of the request. */
    REQUEST_KEY_UNKNOWN(1226, "verification", false, "Nobody is known by the access key id of the request.", "Refuse the sender, with the same answer as for a wrong signature."),

    /** The signature is not the one that the secret makes of this request. */
    REQUEST_SIGNATURE_WRONG(1227, "verification", false, "The signature is not the one that the secret makes of this request.", "Compare the canonical request's hash with the client's; else the secrets differ, or the request was changed on its way."),

    /** The time of the signature is too far from now. */
    REQUEST_TIME_SKEWED(1228, "verification", false, "The time of the signature is too far from now.", "Check both clocks, or raise max_skew=; the client must sign just before sending."),

    /** The presigned URL, or the POST policy, has expired. */
    REQUEST_EXPIRED(1229, "verification", false, "The presigned URL, or the POST policy, has expired.", "The client must ask for a new one."),

    /** The body is not the one whose hash was signed. */
    REQUEST_PAYLOAD_CHANGED(1230, "verification", false, "The body is not the one whose hash was signed.", "Refuse the sender; pass the body as it came over the wire, before it is decoded."),

    /** The session token is not that of the credentials. */
    REQUEST_TOKEN_WRONG(1231, "verification", false, "The session token is not that of the credentials.", "Refuse the sender; temporary credentials come with their token."),

    /** The request is signed for a date, region or service other than is taken here. */
    REQUEST_SCOPE_REFUSED(1232, "verification", false, "The request is signed for a date, region or service other than is taken here.", "The client must sign for the region and service of this server."),

    /** This request was presented before. */
    REQUEST_REPLAYED(1233, "verification", false, "This request was presented before.", "Refuse the sender; a client that repeats a request signs it anew."),

    /** The body of the request has chunks that are signed one by one. */
    REQUEST_STREAMED(1234, "verification", false, "The body of the request has chunks that are signed one by one.", "Take the body as it comes: verify_stream and resign_stream, in Java verifyStream and resignStream, in Go ResignChunks; or let the client send UNSIGNED-PAYLOAD or the hash of the whole body."),

    /** The form does not meet its POST policy, or has a field that no condition is about. */
    REQUEST_POLICY_REFUSED(1235, "verification", false, "The form does not meet its POST policy, or has a field that no condition is about.", "Refuse the sender; the message names the field. Whoever makes the form gives each of its fields a condition."),

    /** The service does not take a body in signed chunks. */
    CHUNKS_UNSUPPORTED(1250, "usage", false, "The service does not take a body in signed chunks.", "Sign the body's hash (payload_hash= or the body itself); only S3 knows chunks."),

    /** A message of an event stream is not one, or over a limit. */
    EVENT_MALFORMED(1251, "usage", false, "A message of an event stream is not one, or over a limit.", "See the message for what is wrong with it; read the stream again from a message's beginning."),

    /** A body in chunks is not framed as its headers say. */
    CHUNK_MALFORMED(1252, "verification", false, "A body in chunks is not framed as its headers say.", "Refuse it; something on the way took the content coding aws-chunked off, or cut the body."),

    /** A chunk, a trailer or a checksum of a body is not what was signed. */
    CHUNK_MISMATCH(1253, "verification", false, "A chunk, a trailer or a checksum of a body is not what was signed.", "Refuse the body: it was changed on its way."),

    /** The credentials have not been fetched yet, or have expired, and this call does not wait for others. */
    CREDENTIALS_STALE(1260, "credentials", true, "The credentials have not been fetched yet, or have expired, and this call does not wait for others.", "Call sally_signer_refresh, which waits for them, and sign again; Python, Java and wasm/host do so themselves."),

    /** The source of the credentials refused to give any; the detail is the HTTP status. */
    CREDENTIALS_REFUSED(1261, "credentials", false, "The source of the credentials refused to give any; the detail is the HTTP status.", "Read the service's words in the message: the role's trust policy, an external id, a profile or trust anchor that is off."),

    /** The source&#39;s answer holds no credentials that could be used. */
    CREDENTIALS_ANSWER_MALFORMED(1262, "credentials", false, "The source's answer holds no credentials that could be used.", "Check what answers there: AWS_ENDPOINT_URL_*, AWS_CONTAINER_CREDENTIALS_FULL_URI, a proxy."),

    /** The program of credential_process gave no credentials. */
    CREDENTIAL_PROCESS_FAILED(1263, "credentials", false, "The program of credential_process gave no credentials.", "Run the command by hand; it must print one JSON object with Version 1 and end with status 0, within a minute."),

    /** The sign-in to AWS (IAM Identity Center, console) or Alibaba Cloud (CloudSSO, OAuth) is over, or there was none. */
    SSO_SESSION_EXPIRED(1264, "credentials", false, "The sign-in to AWS (IAM Identity Center, console) or Alibaba Cloud (CloudSSO, OAuth) is over, or there was none.", "Run the command that the message names (aws sso login, aws login, aliyun configure)."),

    /** AWS_CONTAINER_CREDENTIALS_FULL_URI names a host that must not get the container&#39;s token. */
    CREDENTIALS_HOST_NOT_ALLOWED(1265, "credentials", false, "AWS_CONTAINER_CREDENTIALS_FULL_URI names a host that must not get the container's token.", "Use https, this machine, or an address of the agents of ECS and EKS."),

    /** A profile, or the environment, names a source of credentials and not all that the source needs. */
    PROFILE_INCOMPLETE(1266, "credentials", false, "A profile, or the environment, names a source of credentials and not all that the source needs.", "Add or correct the setting that the message names."),

    /** The file with a token for the source of the credentials cannot be used. */
    CREDENTIALS_FILE_UNREADABLE(1267, "credentials", false, "The file with a token for the source of the credentials cannot be used.", "Check the path and permissions (AWS_WEB_IDENTITY_TOKEN_FILE, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE)."),

    /** The credentials that a body or an event stream was begun with are not here. */
    CREDENTIALS_NOT_KEPT(1280, "credentials", false, "The credentials that a body or an event stream was begun with are not here.", "Begin it anew. It ends in the process (and instance of WebAssembly) that signed its head, before the credentials were renewed 16 times."),

    /** A role needs the code that an MFA device shows, and only a person has that. */
    MFA_CODE_NEEDED(1284, "credentials", false, "A role needs the code that an MFA device shows, and only a person has that.", "Give mfa_code=, a function that asks for it (Java: mfaCode; C: sally_signer_assume_role; the command asks at the terminal). Where nobody can be asked, use a role without mfa_serial."),

    /** A signature that was made outside of the library is not one of the certificate&#39;s key. */
    KEY_SIGNATURE_MISMATCH(1290, "credentials", false, "A signature that was made outside of the library is not one of the certificate's key.", "Sign the string that was given, with SHA-256: RSA with PKCS #1 v1.5 padding, ECDSA in DER or as r and s; it must not be hashed twice."),

    /** The host name could not be resolved. */
    DNS_FAILED(1301, "network", true, "The host name could not be resolved.", "Pin the address: resolve={\"host\": \"ip\"}; then no DNS is asked."),

    /** Every address refused the connection. */
    CONNECT_REFUSED(1302, "network", true, "Every address refused the connection.", "Check port and address; the message lists each attempt."),

    /** No address answered the connection in time. */
    CONNECT_TIMEOUT(1303, "timeout", true, "No address answered the connection in time.", "Check firewall and allow-list for that address and port."),

    /** No route leads to any of the addresses. */
    CONNECT_UNREACHABLE(1304, "network", true, "No route leads to any of the addresses.", "Check the pinned address and this host's network."),

    /** The operating system or sandbox forbids the connection. */
    CONNECT_DENIED(1305, "network", false, "The operating system or sandbox forbids the connection.", "Ask for network access in the job's settings (for MaxCompute: odps.internet.access.list or a VPC link)."),

    /** The peer reset the connection before a complete response. */
    CONNECTION_RESET(1306, "network", true, "The peer reset the connection before a complete response.", "Retry if a duplicate does no harm; a middlebox may be cutting the connection."),

    /** The peer closed the connection without a response. */
    CONNECTION_CLOSED(1307, "network", true, "The peer closed the connection without a response.", "Retry if a duplicate does no harm."),

    /** The peer stayed silent for longer than the read timeout. */
    READ_TIMEOUT(1308, "timeout", true, "The peer stayed silent for longer than the read timeout.", "Raise timeout=, and retry only if a duplicate does no harm."),

    /** The call did not finish within its total time. */
    DEADLINE_EXCEEDED(1309, "timeout", true, "The call did not finish within its total time.", "Raise the total time (deadline= in Python, timeout elsewhere); the message says which phase was running."),

    /** The proxy did not open a tunnel. */
    PROXY_FAILED(1310, "network", true, "The proxy did not open a tunnel.", "Check the proxy address and its allow-list; the detail is its HTTP status."),

    /** The proxy asks for credentials (407). */
    PROXY_AUTH_REQUIRED(1311, "network", false, "The proxy asks for credentials (407).", "Put user and password, percent-encoded, into the proxy URL; correct them if the message says that some were sent. Only Basic is supported."),

    /** The caller cancelled the operation. */
    CANCELLED(1312, "network", false, "The caller cancelled the operation.", "Nothing to do."),

    /** No address could be connected, for different reasons. */
    CONNECT_FAILED(1313, "network", true, "No address could be connected, for different reasons.", "The message lists each address with its reason."),

    /** A resolve entry is not of the form host:port:address. */
    RESOLVE_MALFORMED(1314, "usage", false, "A resolve entry is not of the form host:port:address.", "Use {\"host\": \"ip\"}, {\"host:port\": [\"ip\", ...]} or curl's \"host:port:addr[,addr]\"."),

    /** The request could not be written completely, and no response says why. */
    WRITE_FAILED(1315, "network", true, "The request could not be written completely, and no response says why.", "The server may refuse its size, or have stopped: ask first with the header Expect: 100-continue; retry if a duplicate does no harm."),

    /** The address of the host is not one that allow= permits. */
    ADDRESS_NOT_ALLOWED(1316, "network", false, "The address of the host is not one that allow= permits.", "Add its network or host name to allow= if it is to be reached."),

    /** The TLS handshake failed. */
    TLS_HANDSHAKE_FAILED(1401, "tls", false, "The TLS handshake failed.", "The message has the cause as the TLS stack saw it."),

    /** The TLS handshake did not finish in time. */
    TLS_TIMEOUT(1402, "timeout", true, "The TLS handshake did not finish in time.", "A firewall may be dropping the handshake; check the allow-list for this server name."),

    /** The server does not speak TLS on this port. */
    TLS_NOT_TLS(1403, "tls", false, "The server does not speak TLS on this port.", "Check the port and the scheme; the message shows how the answer began."),

    /** Client and server share no TLS version. */
    TLS_PROTOCOL_VERSION(1404, "tls", false, "Client and server share no TLS version.", "The server must offer TLS 1.2 or 1.3."),

    /** The server ended the handshake with a TLS alert; the detail is its number (RFC 8446 section 6). */
    TLS_ALERT(1405, "tls", false, "The server ended the handshake with a TLS alert; the detail is its number (RFC 8446 section 6).", "See the alert's name in the message."),

    /** The connection was closed or reset during the handshake. */
    TLS_CLOSED(1406, "tls", true, "The connection was closed or reset during the handshake.", "A middlebox may filter this server name, or the pinned address is wrong."),

    /** The server did not select the application protocol that this port requires. */
    ALPN_MISMATCH(1407, "tls", false, "The server did not select the application protocol that this port requires.", "The server takes none of what was offered (http/1.1, or alpn=). AWS IoT: connect directly (an intercepting proxy drops ALPN), or use port 8443."),

    /** The server does not know this server name (alert 112). */
    TLS_NAME_UNKNOWN(1408, "tls", false, "The server does not know this server name (alert 112).", "The address belongs to another service: correct resolve=, or the name in the URL."),

    /** The encrypted stream was damaged after the handshake. */
    TLS_BROKEN(1409, "tls", true, "The encrypted stream was damaged after the handshake.", "A middlebox may be altering the connection; retry only if a duplicate does no harm."),

    /** The server&#39;s certificate does not chain to a trusted root. */
    CERTIFICATE_UNKNOWN_AUTHORITY(1411, "certificate", false, "The server's certificate does not chain to a trusted root.", "Pass the CA that signed it: verify=\"ca.pem\". Do not turn verification off."),

    /** The server&#39;s certificate is for another name. */
    CERTIFICATE_NAME_MISMATCH(1412, "certificate", false, "The server's certificate is for another name.", "Keep the real name in the URL; resolve= says where it is. The message lists the certificate's names and ends with what to change."),

    /** A certificate of the server has expired. */
    CERTIFICATE_EXPIRED(1413, "certificate", false, "A certificate of the server has expired.", "Have it renewed; if many servers look expired, check this machine's clock."),

    /** A certificate of the server is not valid yet. */
    CERTIFICATE_NOT_YET_VALID(1414, "certificate", false, "A certificate of the server is not valid yet.", "Check this machine's clock first."),

    /** A certificate of the server breaks a rule of RFC 5280. */
    CERTIFICATE_INVALID(1415, "certificate", false, "A certificate of the server breaks a rule of RFC 5280.", "The issuer must correct it; the message names the rule."),

    /** No certificate in the chain has a pinned public key. */
    SPKI_PIN_MISMATCH(1416, "certificate", false, "No certificate in the chain has a pinned public key.", "If the server rotated its key, update spki_pins; otherwise somebody is in between."),

    /** The CA file or directory cannot be read. */
    CA_UNREADABLE(1421, "tls", false, "The CA file or directory cannot be read.", "Check the path and the permissions."),

    /** The CA file, directory or bytes hold no certificate. */
    CA_NO_CERTIFICATES(1422, "tls", false, "The CA file, directory or bytes hold no certificate.", "Pass certificates in PEM (BEGIN CERTIFICATE), DER or PKCS#7."),

    /** The client certificate or its key cannot be read or parsed. */
    CLIENT_CERTIFICATE_UNREADABLE(1423, "tls", false, "The client certificate or its key cannot be read or parsed.", "Pass the certificate (leaf first) and its private key in PEM, or a PKCS#12 file."),

    /** The private key does not belong to the client certificate. */
    CLIENT_KEY_MISMATCH(1424, "tls", false, "The private key does not belong to the client certificate.", "Pair the files as they were issued together."),

    /** The private key is encrypted with a passphrase. */
    CLIENT_KEY_ENCRYPTED(1425, "tls", false, "The private key is encrypted with a passphrase.", "Give its password (tls.key_password), the right one if the message says that it is wrong, or decrypt it: openssl pkey -in key.pem -out plain.pem"),

    /** The server requires a client certificate and none was given. */
    CLIENT_CERTIFICATE_REQUIRED(1426, "tls", false, "The server requires a client certificate and none was given.", "Pass cert=(\"cert.pem\", \"key.pem\")."),

    /** The server rejected the client certificate. */
    CLIENT_CERTIFICATE_REJECTED(1427, "tls", false, "The server rejected the client certificate.", "Check that it is active and not expired, and that the server knows it or its issuer (AWS IoT: this account and region)."),

    /** The server needs something of TLS that this library&#39;s TLS does not have. */
    TLS_UNSUPPORTED(1428, "tls", false, "The server needs something of TLS that this library's TLS does not have.", "The message names it; only the server's settings can help."),

    /** The response is not valid HTTP/1.1. */
    HTTP_MALFORMED(1501, "http", false, "The response is not valid HTTP/1.1.", "If the message shows another protocol, check scheme and port; otherwise report it to the server's owner."),

    /** The response ended before its announced end. */
    HTTP_TRUNCATED(1502, "http", true, "The response ended before its announced end.", "Retry if a duplicate does no harm; never use the partial body."),

    /** The response header is over the limit. */
    HTTP_HEADER_TOO_LARGE(1503, "http", false, "The response header is over the limit.", "Check the server; the limit guards this process."),

    /** The response body is over max_body. */
    HTTP_BODY_TOO_LARGE(1504, "http", false, "The response body is over max_body.", "Raise max_body= if the size is expected; decode=False takes what is compressed as it comes."),

    /** The server redirected more often than allowed. */
    HTTP_TOO_MANY_REDIRECTS(1505, "http", false, "The server redirected more often than allowed.", "Request the final URL."),

    /** A redirect was not followed because it is unsafe. */
    HTTP_REDIRECT_REFUSED(1506, "http", false, "A redirect was not followed because it is unsafe.", "Request the target yourself if you trust it."),

    /** The response has an error status; the detail is the status. */
    HTTP_STATUS(1507, "http", false, "The response has an error status; the detail is the status.", "See the response body."),

    /** The server sent more than 16 informational (1xx) responses. */
    HTTP_TOO_MANY_INFORMATIONAL(1508, "http", false, "The server sent more than 16 informational (1xx) responses.", "Check the server."),

    /** The body of the response is not in the coding that its header names. */
    HTTP_BODY_UNDECODABLE(1509, "http", false, "The body of the response is not in the coding that its header names.", "Report it to the server's owner, or take the body as it comes (client.decode=false, decode=False)."),

    /** The peer sends the response more slowly than min_rate allows. */
    RATE_TOO_LOW(1510, "timeout", true, "The peer sends the response more slowly than min_rate allows.", "Lower min_rate=, or retry if a duplicate does no harm."),

    /** The body of the request could not be read, or not again for a repeat. */
    REQUEST_BODY_FAILED(1520, "http", false, "The body of the request could not be read, or not again for a repeat.", "Check the file or iterator that gives it; its length must be what was announced."),

    /** The topic is empty, not UTF-8, holds a wildcard or NUL, or is &#34;.&#34; or &#34;..&#34;. */
    TOPIC_INVALID(1601, "publish", false, "The topic is empty, not UTF-8, holds a wildcard or NUL, or is \".\" or \"..\".", "Publish to one concrete topic."),

    /** The topic is over 256 bytes (AWS IoT quota; $aws/rules/name/ not counted). */
    TOPIC_TOO_LONG(1602, "publish", false, "The topic is over 256 bytes (AWS IoT quota; $aws/rules/name/ not counted).", "Shorten the topic."),

    /** The topic has more than 7 slashes (AWS IoT quota; $aws/rules/name/ not counted). */
    TOPIC_TOO_DEEP(1603, "publish", false, "The topic has more than 7 slashes (AWS IoT quota; $aws/rules/name/ not counted).", "Use fewer levels."),

    /** The payload is over 128 KB (131,072 bytes, AWS IoT quota). */
    PAYLOAD_TOO_LARGE(1604, "publish", false, "The payload is over 128 KB (131,072 bytes, AWS IoT quota).", "Split or compress the message."),

    /** A property of the message has a value that AWS IoT does not take. */
    MESSAGE_INVALID(1605, "publish", false, "A property of the message has a value that AWS IoT does not take.", "Correct the property that the message names."),

    /** The endpoint is not the host name of a data endpoint. */
    ENDPOINT_INVALID(1606, "publish", false, "The endpoint is not the host name of a data endpoint.", "Use the account's data endpoint: aws iot describe-endpoint --endpoint-type iot:Data-ATS"),

    /** AWS IoT refused the publish (401 or 403). */
    PUBLISH_FORBIDDEN(1611, "publish", false, "AWS IoT refused the publish (401 or 403).", "Attach a policy that allows iot:Publish on this topic; HTTPS has no client id, so ${iot:ClientId} never matches."),

    /** AWS IoT saw no client certificate (Missing Authentication Token). */
    PUBLISH_NO_CLIENT_CERTIFICATE(1612, "publish", false, "AWS IoT saw no client certificate (Missing Authentication Token).", "Use port 443 with ALPN x-amzn-http-ca, or port 8443; check that no proxy ends TLS in between."),

    /** AWS IoT throttles this account or connection (429). */
    PUBLISH_THROTTLED(1613, "publish", true, "AWS IoT throttles this account or connection (429).", "Slow down and retry."),

    /** AWS IoT rejected the request; the detail is the HTTP status. */
    PUBLISH_REJECTED(1614, "publish", false, "AWS IoT rejected the request; the detail is the HTTP status.", "See the server's message."),

    /** AWS IoT failed (5xx); the message may or may not have been published. */
    PUBLISH_SERVER_ERROR(1615, "publish", true, "AWS IoT failed (5xx); the message may or may not have been published.", "Retry if a duplicate does no harm (QoS 1 allows it)."),

    /** The message was sent, wholly or in part, and no usable answer came; it may have been published. */
    PUBLISH_UNCERTAIN(1616, "publish", true, "The message was sent, wholly or in part, and no usable answer came; it may have been published.", "Retry if a duplicate does no harm (QoS 1 allows it)."),

    /** The answer has a good status, or redirects, but is not one of AWS IoT; the message may not have been published. The detail is the status. */
    PUBLISH_ANSWER_INVALID(1617, "publish", false, "The answer has a good status, or redirects, but is not one of AWS IoT; the message may not have been published. The detail is the status.", "Something answers in the place of AWS IoT (captive portal, proxy): see the excerpt in the message, and connect to the endpoint directly."),

    /** The signature is empty. */
    SIGNATURE_EMPTY(1701, "verification", false, "The signature is empty.", "Fetch it again from the metadata service."),

    /** The signature is not PKCS#7 SignedData in base64, PEM or DER. */
    SIGNATURE_MALFORMED(1702, "verification", false, "The signature is not PKCS#7 SignedData in base64, PEM or DER.", "Pass the answer of .../instance-identity/pkcs7 unchanged."),

    /** Bytes follow the end of the PKCS#7 message. */
    SIGNATURE_TRAILING_DATA(1703, "verification", false, "Bytes follow the end of the PKCS#7 message.", "Pass exactly one message."),

    /** The signature is over 64 KiB. */
    SIGNATURE_TOO_LARGE(1704, "verification", false, "The signature is over 64 KiB.", "No instance identity is that large; refuse the sender."),

    /** The ASN.1 is nested too deeply or has too many elements. */
    SIGNATURE_TOO_DEEP(1705, "verification", false, "The ASN.1 is nested too deeply or has too many elements.", "No instance identity looks like that; refuse the sender."),

    /** The message has no signer. */
    SIGNER_MISSING(1706, "verification", false, "The message has no signer.", "Fetch it again from the metadata service."),

    /** The message has more than one signer. */
    SIGNERS_MULTIPLE(1707, "verification", false, "The message has more than one signer.", "Instance identities have exactly one; refuse the sender."),

    /** The signer is not one of the pinned certificates. */
    SIGNER_UNTRUSTED(1708, "verification", false, "The signer is not one of the pinned certificates.", "Somebody else signed this. If the cloud rotated its certificate, pass certificates=."),

    /** The digest or signature algorithm is not supported. */
    ALGORITHM_UNSUPPORTED(1709, "verification", false, "The digest or signature algorithm is not supported.", "Refuse the sender, or update Sallyport."),

    /** The digest algorithm is weaker than min_digest. */
    DIGEST_TOO_WEAK(1710, "verification", false, "The digest algorithm is weaker than min_digest.", "Alibaba signs with SHA-1: leave min_digest out for it."),

    /** The message names different algorithms for the same thing. */
    ALGORITHM_MISMATCH(1711, "verification", false, "The message names different algorithms for the same thing.", "Refuse the sender."),

    /** The signed digest is not that of the content. */
    DIGEST_MISMATCH(1712, "verification", false, "The signed digest is not that of the content.", "The document was changed after signing."),

    /** The content is not plain data, or the signed attributes disagree. */
    CONTENT_TYPE_MISMATCH(1713, "verification", false, "The content is not plain data, or the signed attributes disagree.", "Refuse the sender."),

    /** The signature does not verify with the pinned certificate. */
    SIGNATURE_INVALID(1714, "verification", false, "The signature does not verify with the pinned certificate.", "The document was changed, or another document or audience was signed."),

    /** The signature carries no document and none was given. */
    DOCUMENT_MISSING(1715, "verification", false, "The signature carries no document and none was given.", "Pass document=, fetched at the same time."),

    /** The given document is not the one that was signed. */
    DOCUMENT_MISMATCH(1716, "verification", false, "The given document is not the one that was signed.", "Fetch document and signature again, at the same time."),

    /** The document is not a flat JSON object in UTF-8. */
    DOCUMENT_MALFORMED(1717, "verification", false, "The document is not a flat JSON object in UTF-8.", "Pass the answer of .../instance-identity/document unchanged."),

    /** The document names a field twice. */
    DOCUMENT_DUPLICATE_FIELD(1718, "verification", false, "The document names a field twice.", "Somebody injected a field, for example through the audience: refuse the sender."),

    /** The document lacks a field that every instance has. */
    DOCUMENT_MISSING_FIELD(1719, "verification", false, "The document lacks a field that every instance has.", "Refuse the sender."),

    /** An audience is expected and the document has none. */
    AUDIENCE_MISSING(1720, "verification", false, "An audience is expected and the document has none.", "Fetch the signature with ?audience=."),

    /** The document was signed for another audience. */
    AUDIENCE_MISMATCH(1721, "verification", false, "The document was signed for another audience.", "Somebody replays an identity made for another party: refuse it."),

    /** The document has an audience and none is expected. */
    AUDIENCE_UNEXPECTED(1722, "verification", false, "The document has an audience and none is expected.", "Pass audience=, the value that you asked the instance to use."),

    /** The identity is older than max_age, or its age cannot be known. */
    IDENTITY_STALE(1723, "verification", false, "The identity is older than max_age, or its age cannot be known.", "Use a fresh audience from new_audience() for each request."),

    /** The pinned certificate is not valid at the given time. */
    CERTIFICATE_NOT_VALID_NOW(1724, "verification", false, "The pinned certificate is not valid at the given time.", "Check the clock, or pass the current certificates=."),

    /** The account is not in accounts=. */
    POLICY_ACCOUNT(1725, "verification", false, "The account is not in accounts=.", "The instance is genuine but not allowed."),

    /** The region is not in regions=. */
    POLICY_REGION(1726, "verification", false, "The region is not in regions=.", "The instance is genuine but not allowed."),

    /** The zone is not in zones=. */
    POLICY_ZONE(1727, "verification", false, "The zone is not in zones=.", "The instance is genuine but not allowed."),

    /** The instance is not in instances=. */
    POLICY_INSTANCE(1728, "verification", false, "The instance is not in instances=.", "The instance is genuine but not allowed."),

    /** The image is not in images=. */
    POLICY_IMAGE(1729, "verification", false, "The image is not in images=.", "The instance is genuine but not allowed."),

    /** The instance type is not in instance_types=. */
    POLICY_INSTANCE_TYPE(1730, "verification", false, "The instance type is not in instance_types=.", "The instance is genuine but not allowed."),

    /** This identity was presented before. */
    IDENTITY_REPLAYED(1731, "verification", false, "This identity was presented before.", "Use a fresh audience for each request."),

    /** A pinned certificate cannot be parsed. */
    PIN_MALFORMED(1732, "usage", false, "A pinned certificate cannot be parsed.", "Pass PEM or DER certificates, each as a whole."),

    /** The crypto policy of this process forbids the digest or key of the signature. */
    ALGORITHM_FORBIDDEN(1733, "verification", false, "The crypto policy of this process forbids the digest or key of the signature.", "Alibaba signs with SHA-1, which GODEBUG=fips140=only forbids: verify in a process without it."),

    /** The metadata service does not answer. */
    METADATA_UNREACHABLE(1741, "network", true, "The metadata service does not answer.", "It answers only on an instance of that cloud; elsewhere pass endpoint=."),

    /** The metadata service refused the request; the detail is the HTTP status. */
    METADATA_REFUSED(1742, "http", false, "The metadata service refused the request; the detail is the HTTP status.", "In security hardening mode a token is needed: do not set token_ttl=0, and let no proxy add X-Forwarded-For."),

    /** The metadata service&#39;s answer cannot be used. */
    METADATA_MALFORMED(1743, "http", false, "The metadata service's answer cannot be used.", "Check endpoint=; something else may be answering there."),

    /** The metadata service does not answer the request for a token. */
    METADATA_TOKEN_UNANSWERED(1744, "timeout", true, "The metadata service does not answer the request for a token.", "The answer may not travel this far: raise the hop limit of the instance's metadata options (containers need 2), or let a firewall pass it; token_ttl=0 asks without a token."),

    /** The operation panicked; its handle is closed, everything else goes on. */
    PANIC(1801, "internal", false, "The operation panicked; its handle is closed, everything else goes on.", "Please report it with the message."),

    /** This result was made in the parent process, before fork(). */
    FORKED(1802, "internal", false, "This result was made in the parent process, before fork().", "Repeat the call in the child; objects such as Signer and Client keep working."),

    /** libsallyport-core.so was not found. */
    CORE_MISSING(1803, "internal", false, "libsallyport-core.so was not found.", "Keep it beside libsallyport.so, or set SALLYPORT_CORE_LIBRARY."),

    /** libsallyport-core.so cannot be loaded. */
    CORE_LOAD_FAILED(1804, "internal", false, "libsallyport-core.so cannot be loaded.", "See the loader's text in the message; both files must be of the same version."),

    /** A memory limit of this process (RLIMIT_AS, RLIMIT_DATA) is too small to start the Go runtime. */
    ADDRESS_SPACE_LIMIT(1805, "internal", false, "A memory limit of this process (RLIMIT_AS, RLIMIT_DATA) is too small to start the Go runtime.", "Raise it by what the message says: ulimit -v (or unlimited), ulimit -d."),

    /** This C library (musl) cannot load a Go shared library. */
    LIBC_UNSUPPORTED(1806, "internal", false, "This C library (musl) cannot load a Go shared library.", "Use an image with glibc."),

    /** Memory could not be allocated. */
    OUT_OF_MEMORY(1807, "internal", false, "Memory could not be allocated.", "Free memory and try again."),

    /** A state that should not occur. */
    INTERNAL(1808, "internal", false, "A state that should not occur.", "Please report it with the message."),

    /** The process may not start the threads that the Go runtime needs. */
    THREAD_LIMIT(1809, "internal", true, "The process may not start the threads that the Go runtime needs.", "Raise ulimit -u, the cgroup's pids.max or the sandbox's thread limit.");

    private final int number;
    private final String category;
    private final boolean retryable;
    private final String summary;
    private final String hint;

    ErrorCode(int number, String category, boolean retryable, String summary, String hint) {
        this.number = number;
        this.category = category;
        this.retryable = retryable;
        this.summary = summary;
        this.hint = hint;
    }

    /**
     * Finds a code.
     *
     * @param number as {@link SallyportException#code()} returns it
     * @return the code, or null if this version of the package does not know it
     */
    public static ErrorCode of(int number) {
        for (ErrorCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return null;
    }

    /**
     * Returns the number.
     *
     * @return 1100 to 1899
     */
    public int number() {
        return number;
    }

    /**
     * Returns the category, which decides the exception's class.
     *
     * @return usage, credentials, network, timeout, tls, certificate, http, publish, verification or internal
     */
    public String category() {
        return category;
    }

    /**
     * Says whether the same call can succeed later. It does not say that a duplicate is harmless.
     *
     * @return true if it can
     */
    public boolean retryable() {
        return retryable;
    }

    /**
     * Says what happened.
     *
     * @return one sentence
     */
    public String summary() {
        return summary;
    }

    /**
     * Says what to do.
     *
     * @return one or two sentences
     */
    public String hint() {
        return hint;
    }
}
