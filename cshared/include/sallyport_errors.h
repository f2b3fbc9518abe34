/* Code generated from core/fault/codes.tsv by make generate. DO NOT EDIT. */
#ifndef SALLYPORT_ERRORS_H
#define SALLYPORT_ERRORS_H

#define SALLY_OK 0

/* An argument has a value that the function does not take.
 * Correct the argument that the message names. */
#define SALLY_E_INVALID_ARGUMENT 1101

/* A pointer or object that must be given is missing (NULL, nil, null, None).
 * Give the argument that the message names. */
#define SALLY_E_NULL_POINTER 1102

/* The caller's buffer is too small; the needed size is in *len.
 * Call again with a buffer of at least *len bytes. */
#define SALLY_E_BUFFER_TOO_SMALL 1103

/* No option has this key.
 * Look the key up in the option table; keys are lower case and dotted. */
#define SALLY_E_UNKNOWN_OPTION 1104

/* An option's value cannot be used.
 * Correct the option that the message names. */
#define SALLY_E_INVALID_OPTION 1105

/* The URL cannot be parsed or would not survive the wire unchanged.
 * Give an absolute http or https URL; write a literal percent sign as %25. */
#define SALLY_E_INVALID_URL 1106

/* A header name or value is not allowed in HTTP (RFC 9110 section 5).
 * Remove line breaks and control characters; names are letters, digits and !#$%&'*+-.^_`|~. */
#define SALLY_E_INVALID_HEADER 1107

/* The handle was freed, or closed after a panic.
 * Create a new object; do not use one after close. */
#define SALLY_E_HANDLE_CLOSED 1108

/* This build or host does not have the requested capability.
 * See the table of languages in docs/hosts.md. */
#define SALLY_E_UNSUPPORTED 1109

/* The input is larger than the documented limit.
 * Send less; the message names the limit. */
#define SALLY_E_INPUT_TOO_LARGE 1110

/* A call under way was used in a way that it does not allow.
 * Take the result of a call once, from one thread, and cancel it once, before it ends. */
#define SALLY_E_TICKET_MISUSED 1111

/* No AWS credentials were found.
 * Pass access_key_id and secret_access_key, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile. */
#define SALLY_E_CREDENTIALS_MISSING 1201

/* A part of the credentials is missing.
 * Access key id and secret access key go together; a key id that starts with ASIA also needs its session token. */
#define SALLY_E_CREDENTIALS_INCOMPLETE 1202

/* A credential holds characters that AWS never issues.
 * Copy it again without spaces, line breaks or quotes; check that id and secret are not swapped. */
#define SALLY_E_CREDENTIALS_MALFORMED 1203

/* The profile is in neither the config nor the credentials file.
 * Check the profile name (AWS_PROFILE) and the two files that the message names. */
#define SALLY_E_PROFILE_NOT_FOUND 1204

/* A profile file cannot be read.
 * Check the path and the permissions (AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE). */
#define SALLY_E_PROFILE_FILE_UNREADABLE 1205

/* A profile file is not in the AWS configuration format.
 * Correct the line that the message names. */
#define SALLY_E_PROFILE_FILE_MALFORMED 1206

/* The profile gets its credentials in a way that needs the AWS CLI or SDK.
 * Export temporary credentials (aws configure export-credentials) and pass them in. */
#define SALLY_E_PROFILE_UNSUPPORTED 1207

/* The signing name cannot be derived from the X-Amz-Target header or the host.
 * Pass service=, the name in the credential scope; check the spelling of X-Amz-Target. */
#define SALLY_E_SERVICE_UNKNOWN 1208

/* The region cannot be derived from the host.
 * Pass region=, or set AWS_REGION. */
#define SALLY_E_REGION_UNKNOWN 1209

/* The region or signing name holds a character that breaks the credential scope.
 * It may hold printable ASCII without space, slash and comma; write it as the server documents it. */
#define SALLY_E_REGION_MALFORMED 1210

/* The request already carries a header or query parameter that the signer adds.
 * Sign the original request; use payload_hash= for a hash of your own. */
#define SALLY_E_ALREADY_SIGNED 1211

/* A presigned URL can live from 1 to 604,800 seconds.
 * Choose expires= in that range (7 days at most). */
#define SALLY_E_EXPIRES_OUT_OF_RANGE 1212

/* The payload hash is neither 64 lower-case hex digits nor one of the AWS constants.
 * Leave payload_hash out to have the body hashed, or pass UNSIGNED-PAYLOAD. */
#define SALLY_E_PAYLOAD_HASH_MALFORMED 1213

/* The signing scheme is not one this version has.
 * Use one of the schemes of docs/schemes.md; a host of several regions needs scheme="aws4a". */
#define SALLY_E_SCHEME_UNSUPPORTED 1214

/* The credentials have expired.
 * Renew them at their source, which has to give their successors before that; the message says since when. */
#define SALLY_E_CREDENTIALS_EXPIRED 1215

/* The request carries no signature.
 * Refuse the sender; a client signs in the Authorization header or in the query. */
#define SALLY_E_REQUEST_UNSIGNED 1220

/* The request, or what it says about its signature, cannot be read.
 * Refuse the sender; sallyport inspect takes such a request apart. */
#define SALLY_E_REQUEST_MALFORMED 1221

/* The request says one thing in two places.
 * Refuse the sender; pass the request as it came over the wire. */
#define SALLY_E_REQUEST_AMBIGUOUS 1222

/* The request is signed with an algorithm that is not verified here.
 * The client must sign with one of the schemes of docs/schemes.md that is taken here (schemes=, of a signer its scheme). */
#define SALLY_E_REQUEST_SCHEME_REFUSED 1223

/* A header that has to be signed is not.
 * The client must sign Host and every X-Amz-* header (with acs3 x-acs-* and Content-Type); strip what a proxy added. */
#define SALLY_E_REQUEST_HEADER_UNSIGNED 1224

/* A header that was signed is not in the request.
 * Pass all headers as they came over the wire; a proxy may have dropped one. */
#define SALLY_E_REQUEST_HEADER_MISSING 1225

/* Nobody is known by the access key id of the request.
 * Refuse the sender, with the same answer as for a wrong signature. */
#define SALLY_E_REQUEST_KEY_UNKNOWN 1226

/* The signature is not the one that the secret makes of this request.
 * Compare the canonical request's hash with the client's; else the secrets differ, or the request was changed on its way. */
#define SALLY_E_REQUEST_SIGNATURE_WRONG 1227

/* The time of the signature is too far from now.
 * Check both clocks, or raise max_skew=; the client must sign just before sending. */
#define SALLY_E_REQUEST_TIME_SKEWED 1228

/* The presigned URL, or the POST policy, has expired.
 * The client must ask for a new one. */
#define SALLY_E_REQUEST_EXPIRED 1229

/* The body is not the one whose hash was signed.
 * Refuse the sender; pass the body as it came over the wire, before it is decoded. */
#define SALLY_E_REQUEST_PAYLOAD_CHANGED 1230

/* The session token is not that of the credentials.
 * Refuse the sender; temporary credentials come with their token. */
#define SALLY_E_REQUEST_TOKEN_WRONG 1231

/* The request is signed for a date, region or service other than is taken here.
 * The client must sign for the region and service of this server. */
#define SALLY_E_REQUEST_SCOPE_REFUSED 1232

/* This request was presented before.
 * Refuse the sender; a client that repeats a request signs it anew. */
#define SALLY_E_REQUEST_REPLAYED 1233

/* The body of the request has chunks that are signed one by one.
 * Take the body as it comes: verify_stream and resign_stream, in Java verifyStream and resignStream, in Go ResignChunks; or let the client send UNSIGNED-PAYLOAD or the hash of the whole body. */
#define SALLY_E_REQUEST_STREAMED 1234

/* The form does not meet its POST policy, or has a field that no condition is about.
 * Refuse the sender; the message names the field. Whoever makes the form gives each of its fields a condition. */
#define SALLY_E_REQUEST_POLICY_REFUSED 1235

/* The service does not take a body in signed chunks.
 * Sign the body's hash (payload_hash= or the body itself); only S3 knows chunks. */
#define SALLY_E_CHUNKS_UNSUPPORTED 1250

/* A message of an event stream is not one, or over a limit.
 * See the message for what is wrong with it; read the stream again from a message's beginning. */
#define SALLY_E_EVENT_MALFORMED 1251

/* A body in chunks is not framed as its headers say.
 * Refuse it; something on the way took the content coding aws-chunked off, or cut the body. */
#define SALLY_E_CHUNK_MALFORMED 1252

/* A chunk, a trailer or a checksum of a body is not what was signed.
 * Refuse the body: it was changed on its way. */
#define SALLY_E_CHUNK_MISMATCH 1253

/* The credentials have not been fetched yet, or have expired, and this call does not wait for others.
 * Call sally_signer_refresh, which waits for them, and sign again; Python, Java and wasm/host do so themselves. */
#define SALLY_E_CREDENTIALS_STALE 1260

/* The source of the credentials refused to give any; the detail is the HTTP status.
 * Read the service's words in the message: the role's trust policy, an external id, a profile or trust anchor that is off. */
#define SALLY_E_CREDENTIALS_REFUSED 1261

/* The source's answer holds no credentials that could be used.
 * Check what answers there: AWS_ENDPOINT_URL_*, AWS_CONTAINER_CREDENTIALS_FULL_URI, a proxy. */
#define SALLY_E_CREDENTIALS_ANSWER_MALFORMED 1262

/* The program of credential_process gave no credentials.
 * Run the command by hand; it must print one JSON object with Version 1 and end with status 0, within a minute. */
#define SALLY_E_CREDENTIAL_PROCESS_FAILED 1263

/* The sign-in to AWS (IAM Identity Center, console) or Alibaba Cloud (CloudSSO, OAuth) is over, or there was none.
 * Run the command that the message names (aws sso login, aws login, aliyun configure). */
#define SALLY_E_SSO_SESSION_EXPIRED 1264

/* AWS_CONTAINER_CREDENTIALS_FULL_URI names a host that must not get the container's token.
 * Use https, this machine, or an address of the agents of ECS and EKS. */
#define SALLY_E_CREDENTIALS_HOST_NOT_ALLOWED 1265

/* A profile, or the environment, names a source of credentials and not all that the source needs.
 * Add or correct the setting that the message names. */
#define SALLY_E_PROFILE_INCOMPLETE 1266

/* The file with a token for the source of the credentials cannot be used.
 * Check the path and permissions (AWS_WEB_IDENTITY_TOKEN_FILE, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE). */
#define SALLY_E_CREDENTIALS_FILE_UNREADABLE 1267

/* The credentials that a body or an event stream was begun with are not here.
 * Begin it anew. It ends in the process (and instance of WebAssembly) that signed its head, before the credentials were renewed 16 times. */
#define SALLY_E_CREDENTIALS_NOT_KEPT 1280

/* A role needs the code that an MFA device shows, and only a person has that.
 * Give mfa_code=, a function that asks for it (Java: mfaCode; C: sally_signer_assume_role; the command asks at the terminal). Where nobody can be asked, use a role without mfa_serial. */
#define SALLY_E_MFA_CODE_NEEDED 1284

/* A signature that was made outside of the library is not one of the certificate's key.
 * Sign the string that was given, with SHA-256: RSA with PKCS #1 v1.5 padding, ECDSA in DER or as r and s; it must not be hashed twice. */
#define SALLY_E_KEY_SIGNATURE_MISMATCH 1290

/* The host name could not be resolved.
 * Pin the address: resolve={"host": "ip"}; then no DNS is asked. */
#define SALLY_E_DNS_FAILED 1301

/* Every address refused the connection.
 * Check port and address; the message lists each attempt. */
#define SALLY_E_CONNECT_REFUSED 1302

/* No address answered the connection in time.
 * Check firewall and allow-list for that address and port. */
#define SALLY_E_CONNECT_TIMEOUT 1303

/* No route leads to any of the addresses.
 * Check the pinned address and this host's network. */
#define SALLY_E_CONNECT_UNREACHABLE 1304

/* The operating system or sandbox forbids the connection.
 * Ask for network access in the job's settings (for MaxCompute: odps.internet.access.list or a VPC link). */
#define SALLY_E_CONNECT_DENIED 1305

/* The peer reset the connection before a complete response.
 * Retry if a duplicate does no harm; a middlebox may be cutting the connection. */
#define SALLY_E_CONNECTION_RESET 1306

/* The peer closed the connection without a response.
 * Retry if a duplicate does no harm. */
#define SALLY_E_CONNECTION_CLOSED 1307

/* The peer stayed silent for longer than the read timeout.
 * Raise timeout=, and retry only if a duplicate does no harm. */
#define SALLY_E_READ_TIMEOUT 1308

/* The call did not finish within its total time.
 * Raise the total time (deadline= in Python, timeout elsewhere); the message says which phase was running. */
#define SALLY_E_DEADLINE_EXCEEDED 1309

/* The proxy did not open a tunnel.
 * Check the proxy address and its allow-list; the detail is its HTTP status. */
#define SALLY_E_PROXY_FAILED 1310

/* The proxy asks for credentials (407).
 * Put user and password, percent-encoded, into the proxy URL; correct them if the message says that some were sent. Only Basic is supported. */
#define SALLY_E_PROXY_AUTH_REQUIRED 1311

/* The caller cancelled the operation.
 * Nothing to do. */
#define SALLY_E_CANCELLED 1312

/* No address could be connected, for different reasons.
 * The message lists each address with its reason. */
#define SALLY_E_CONNECT_FAILED 1313

/* A resolve entry is not of the form host:port:address.
 * Use {"host": "ip"}, {"host:port": ["ip", ...]} or curl's "host:port:addr[,addr]". */
#define SALLY_E_RESOLVE_MALFORMED 1314

/* The request could not be written completely, and no response says why.
 * The server may refuse its size, or have stopped: ask first with the header Expect: 100-continue; retry if a duplicate does no harm. */
#define SALLY_E_WRITE_FAILED 1315

/* The address of the host is not one that allow= permits.
 * Add its network or host name to allow= if it is to be reached. */
#define SALLY_E_ADDRESS_NOT_ALLOWED 1316

/* The TLS handshake failed.
 * The message has the cause as the TLS stack saw it. */
#define SALLY_E_TLS_HANDSHAKE_FAILED 1401

/* The TLS handshake did not finish in time.
 * A firewall may be dropping the handshake; check the allow-list for this server name. */
#define SALLY_E_TLS_TIMEOUT 1402

/* The server does not speak TLS on this port.
 * Check the port and the scheme; the message shows how the answer began. */
#define SALLY_E_TLS_NOT_TLS 1403

/* Client and server share no TLS version.
 * The server must offer TLS 1.2 or 1.3. */
#define SALLY_E_TLS_PROTOCOL_VERSION 1404

/* The server ended the handshake with a TLS alert; the detail is its number (RFC 8446 section 6).
 * See the alert's name in the message. */
#define SALLY_E_TLS_ALERT 1405

/* The connection was closed or reset during the handshake.
 * A middlebox may filter this server name, or the pinned address is wrong. */
#define SALLY_E_TLS_CLOSED 1406

/* The server did not select the application protocol that this port requires.
 * The server takes none of what was offered (http/1.1, or alpn=). AWS IoT: connect directly (an intercepting proxy drops ALPN), or use port 8443. */
#define SALLY_E_ALPN_MISMATCH 1407

/* The server does not know this server name (alert 112).
 * The address belongs to another service: correct resolve=, or the name in the URL. */
#define SALLY_E_TLS_NAME_UNKNOWN 1408

/* The encrypted stream was damaged after the handshake.
 * A middlebox may be altering the connection; retry only if a duplicate does no harm. */
#define SALLY_E_TLS_BROKEN 1409

/* The server's certificate does not chain to a trusted root.
 * Pass the CA that signed it: verify="ca.pem". Do not turn verification off. */
#define SALLY_E_CERTIFICATE_UNKNOWN_AUTHORITY 1411

/* The server's certificate is for another name.
 * Keep the real name in the URL; resolve= says where it is. The message lists the certificate's names and ends with what to change. */
#define SALLY_E_CERTIFICATE_NAME_MISMATCH 1412

/* A certificate of the server has expired.
 * Have it renewed; if many servers look expired, check this machine's clock. */
#define SALLY_E_CERTIFICATE_EXPIRED 1413

/* A certificate of the server is not valid yet.
 * Check this machine's clock first. */
#define SALLY_E_CERTIFICATE_NOT_YET_VALID 1414

/* A certificate of the server breaks a rule of RFC 5280.
 * The issuer must correct it; the message names the rule. */
#define SALLY_E_CERTIFICATE_INVALID 1415

/* No certificate in the chain has a pinned public key.
 * If the server rotated its key, update spki_pins; otherwise somebody is in between. */
#define SALLY_E_SPKI_PIN_MISMATCH 1416

/* The CA file or directory cannot be read.
 * Check the path and the permissions. */
#define SALLY_E_CA_UNREADABLE 1421

/* The CA file, directory or bytes hold no certificate.
 * Pass certificates in PEM (BEGIN CERTIFICATE), DER or PKCS#7. */
#define SALLY_E_CA_NO_CERTIFICATES 1422

/* The client certificate or its key cannot be read or parsed.
 * Pass the certificate (leaf first) and its private key in PEM, or a PKCS#12 file. */
#define SALLY_E_CLIENT_CERTIFICATE_UNREADABLE 1423

/* The private key does not belong to the client certificate.
 * Pair the files as they were issued together. */
#define SALLY_E_CLIENT_KEY_MISMATCH 1424

/* The private key is encrypted with a passphrase.
 * Give its password (tls.key_password), the right one if the message says that it is wrong, or decrypt it: openssl pkey -in key.pem -out plain.pem */
#define SALLY_E_CLIENT_KEY_ENCRYPTED 1425

/* The server requires a client certificate and none was given.
 * Pass cert=("cert.pem", "key.pem"). */
#define SALLY_E_CLIENT_CERTIFICATE_REQUIRED 1426

/* The server rejected the client certificate.
 * Check that it is active and not expired, and that the server knows it or its issuer (AWS IoT: this account and region). */
#define SALLY_E_CLIENT_CERTIFICATE_REJECTED 1427

/* The server needs something of TLS that this library's TLS does not have.
 * The message names it; only the server's settings can help. */
#define SALLY_E_TLS_UNSUPPORTED 1428

/* The response is not valid HTTP/1.1.
 * If the message shows another protocol, check scheme and port; otherwise report it to the server's owner. */
#define SALLY_E_HTTP_MALFORMED 1501

/* The response ended before its announced end.
 * Retry if a duplicate does no harm; never use the partial body. */
#define SALLY_E_HTTP_TRUNCATED 1502

/* The response header is over the limit.
 * Check the server; the limit guards this process. */
#define SALLY_E_HTTP_HEADER_TOO_LARGE 1503

/* The response body is over max_body.
 * Raise max_body= if the size is expected; decode=False takes what is compressed as it comes. */
#define SALLY_E_HTTP_BODY_TOO_LARGE 1504

/* The server redirected more often than allowed.
 * Request the final URL. */
#define SALLY_E_HTTP_TOO_MANY_REDIRECTS 1505

/* A redirect was not followed because it is unsafe.
 * Request the target yourself if you trust it. */
#define SALLY_E_HTTP_REDIRECT_REFUSED 1506

/* The response has an error status; the detail is the status.
 * See the response body. */
#define SALLY_E_HTTP_STATUS 1507

/* The server sent more than 16 informational (1xx) responses.
 * Check the server. */
#define SALLY_E_HTTP_TOO_MANY_INFORMATIONAL 1508

/* The body of the response is not in the coding that its header names.
 * Report it to the server's owner, or take the body as it comes (client.decode=false, decode=False). */
#define SALLY_E_HTTP_BODY_UNDECODABLE 1509

/* The peer sends the response more slowly than min_rate allows.
 * Lower min_rate=, or retry if a duplicate does no harm. */
#define SALLY_E_RATE_TOO_LOW 1510

/* The body of the request could not be read, or not again for a repeat.
 * Check the file or iterator that gives it; its length must be what was announced. */
#define SALLY_E_REQUEST_BODY_FAILED 1520

/* The topic is empty, not UTF-8, holds a wildcard or NUL, or is "." or "..".
 * Publish to one concrete topic. */
#define SALLY_E_TOPIC_INVALID 1601

/* The topic is over 256 bytes (AWS IoT quota; $aws/rules/name/ not counted).
 * Shorten the topic. */
#define SALLY_E_TOPIC_TOO_LONG 1602

/* The topic has more than 7 slashes (AWS IoT quota; $aws/rules/name/ not counted).
 * Use fewer levels. */
#define SALLY_E_TOPIC_TOO_DEEP 1603

/* The payload is over 128 KB (131,072 bytes, AWS IoT quota).
 * Split or compress the message. */
#define SALLY_E_PAYLOAD_TOO_LARGE 1604

/* A property of the message has a value that AWS IoT does not take.
 * Correct the property that the message names. */
#define SALLY_E_MESSAGE_INVALID 1605

/* The endpoint is not the host name of a data endpoint.
 * Use the account's data endpoint: aws iot describe-endpoint --endpoint-type iot:Data-ATS */
#define SALLY_E_ENDPOINT_INVALID 1606

/* AWS IoT refused the publish (401 or 403).
 * Attach a policy that allows iot:Publish on this topic; HTTPS has no client id, so ${iot:ClientId} never matches. */
#define SALLY_E_PUBLISH_FORBIDDEN 1611

/* AWS IoT saw no client certificate (Missing Authentication Token).
 * Use port 443 with ALPN x-amzn-http-ca, or port 8443; check that no proxy ends TLS in between. */
#define SALLY_E_PUBLISH_NO_CLIENT_CERTIFICATE 1612

/* AWS IoT throttles this account or connection (429).
 * Slow down and retry. */
#define SALLY_E_PUBLISH_THROTTLED 1613

/* AWS IoT rejected the request; the detail is the HTTP status.
 * See the server's message. */
#define SALLY_E_PUBLISH_REJECTED 1614

/* AWS IoT failed (5xx); the message may or may not have been published.
 * Retry if a duplicate does no harm (QoS 1 allows it). */
#define SALLY_E_PUBLISH_SERVER_ERROR 1615

/* The message was sent, wholly or in part, and no usable answer came; it may have been published.
 * Retry if a duplicate does no harm (QoS 1 allows it). */
#define SALLY_E_PUBLISH_UNCERTAIN 1616

/* The answer has a good status, or redirects, but is not one of AWS IoT; the message may not have been published. The detail is the status.
 * Something answers in the place of AWS IoT (captive portal, proxy): see the excerpt in the message, and connect to the endpoint directly. */
#define SALLY_E_PUBLISH_ANSWER_INVALID 1617

/* The signature is empty.
 * Fetch it again from the metadata service. */
#define SALLY_E_SIGNATURE_EMPTY 1701

/* The signature is not PKCS#7 SignedData in base64, PEM or DER.
 * Pass the answer of .../instance-identity/pkcs7 unchanged. */
#define SALLY_E_SIGNATURE_MALFORMED 1702

/* Bytes follow the end of the PKCS#7 message.
 * Pass exactly one message. */
#define SALLY_E_SIGNATURE_TRAILING_DATA 1703

/* The signature is over 64 KiB.
 * No instance identity is that large; refuse the sender. */
#define SALLY_E_SIGNATURE_TOO_LARGE 1704

/* The ASN.1 is nested too deeply or has too many elements.
 * No instance identity looks like that; refuse the sender. */
#define SALLY_E_SIGNATURE_TOO_DEEP 1705

/* The message has no signer.
 * Fetch it again from the metadata service. */
#define SALLY_E_SIGNER_MISSING 1706

/* The message has more than one signer.
 * Instance identities have exactly one; refuse the sender. */
#define SALLY_E_SIGNERS_MULTIPLE 1707

/* The signer is not one of the pinned certificates.
 * Somebody else signed this. If the cloud rotated its certificate, pass certificates=. */
#define SALLY_E_SIGNER_UNTRUSTED 1708

/* The digest or signature algorithm is not supported.
 * Refuse the sender, or update Sallyport. */
#define SALLY_E_ALGORITHM_UNSUPPORTED 1709

/* The digest algorithm is weaker than min_digest.
 * Alibaba signs with SHA-1: leave min_digest out for it. */
#define SALLY_E_DIGEST_TOO_WEAK 1710

/* The message names different algorithms for the same thing.
 * Refuse the sender. */
#define SALLY_E_ALGORITHM_MISMATCH 1711

/* The signed digest is not that of the content.
 * The document was changed after signing. */
#define SALLY_E_DIGEST_MISMATCH 1712

/* The content is not plain data, or the signed attributes disagree.
 * Refuse the sender. */
#define SALLY_E_CONTENT_TYPE_MISMATCH 1713

/* The signature does not verify with the pinned certificate.
 * The document was changed, or another document or audience was signed. */
#define SALLY_E_SIGNATURE_INVALID 1714

/* The signature carries no document and none was given.
 * Pass document=, fetched at the same time. */
#define SALLY_E_DOCUMENT_MISSING 1715

/* The given document is not the one that was signed.
 * Fetch document and signature again, at the same time. */
#define SALLY_E_DOCUMENT_MISMATCH 1716

/* The document is not a flat JSON object in UTF-8.
 * Pass the answer of .../instance-identity/document unchanged. */
#define SALLY_E_DOCUMENT_MALFORMED 1717

/* The document names a field twice.
 * Somebody injected a field, for example through the audience: refuse the sender. */
#define SALLY_E_DOCUMENT_DUPLICATE_FIELD 1718

/* The document lacks a field that every instance has.
 * Refuse the sender. */
#define SALLY_E_DOCUMENT_MISSING_FIELD 1719

/* An audience is expected and the document has none.
 * Fetch the signature with ?audience=. */
#define SALLY_E_AUDIENCE_MISSING 1720

/* The document was signed for another audience.
 * Somebody replays an identity made for another party: refuse it. */
#define SALLY_E_AUDIENCE_MISMATCH 1721

/* The document has an audience and none is expected.
 * Pass audience=, the value that you asked the instance to use. */
#define SALLY_E_AUDIENCE_UNEXPECTED 1722

/* The identity is older than max_age, or its age cannot be known.
 * Use a fresh audience from new_audience() for each request. */
#define SALLY_E_IDENTITY_STALE 1723

/* The pinned certificate is not valid at the given time.
 * Check the clock, or pass the current certificates=. */
#define SALLY_E_CERTIFICATE_NOT_VALID_NOW 1724

/* The account is not in accounts=.
 * The instance is genuine but not allowed. */
#define SALLY_E_POLICY_ACCOUNT 1725

/* The region is not in regions=.
 * The instance is genuine but not allowed. */
#define SALLY_E_POLICY_REGION 1726

/* The zone is not in zones=.
 * The instance is genuine but not allowed. */
#define SALLY_E_POLICY_ZONE 1727

/* The instance is not in instances=.
 * The instance is genuine but not allowed. */
#define SALLY_E_POLICY_INSTANCE 1728

/* The image is not in images=.
 * The instance is genuine but not allowed. */
#define SALLY_E_POLICY_IMAGE 1729

/* The instance type is not in instance_types=.
 * The instance is genuine but not allowed. */
#define SALLY_E_POLICY_INSTANCE_TYPE 1730

/* This identity was presented before.
 * Use a fresh audience for each request. */
#define SALLY_E_IDENTITY_REPLAYED 1731

/* A pinned certificate cannot be parsed.
 * Pass PEM or DER certificates, each as a whole. */
#define SALLY_E_PIN_MALFORMED 1732

/* The crypto policy of this process forbids the digest or key of the signature.
 * Alibaba signs with SHA-1, which GODEBUG=fips140=only forbids: verify in a process without it. */
#define SALLY_E_ALGORITHM_FORBIDDEN 1733

/* The metadata service does not answer.
 * It answers only on an instance of that cloud; elsewhere pass endpoint=. */
#define SALLY_E_METADATA_UNREACHABLE 1741

/* The metadata service refused the request; the detail is the HTTP status.
 * In security hardening mode a token is needed: do not set token_ttl=0, and let no proxy add X-Forwarded-For. */
#define SALLY_E_METADATA_REFUSED 1742

/* The metadata service's answer cannot be used.
 * Check endpoint=; something else may be answering there. */
#define SALLY_E_METADATA_MALFORMED 1743

/* The metadata service does not answer the request for a token.
 * The answer may not travel this far: raise the hop limit of the instance's metadata options (containers need 2), or let a firewall pass it; token_ttl=0 asks without a token. */
#define SALLY_E_METADATA_TOKEN_UNANSWERED 1744

/* The operation panicked; its handle is closed, everything else goes on.
 * Please report it with the message. */
#define SALLY_E_PANIC 1801

/* This result was made in the parent process, before fork().
 * Repeat the call in the child; objects such as Signer and Client keep working. */
#define SALLY_E_FORKED 1802

/* libsallyport-core.so was not found.
 * Keep it beside libsallyport.so, or set SALLYPORT_CORE_LIBRARY. */
#define SALLY_E_CORE_MISSING 1803

/* libsallyport-core.so cannot be loaded.
 * See the loader's text in the message; both files must be of the same version. */
#define SALLY_E_CORE_LOAD_FAILED 1804

/* A memory limit of this process (RLIMIT_AS, RLIMIT_DATA) is too small to start the Go runtime.
 * Raise it by what the message says: ulimit -v (or unlimited), ulimit -d. */
#define SALLY_E_ADDRESS_SPACE_LIMIT 1805

/* This C library (musl) cannot load a Go shared library.
 * Use an image with glibc. */
#define SALLY_E_LIBC_UNSUPPORTED 1806

/* Memory could not be allocated.
 * Free memory and try again. */
#define SALLY_E_OUT_OF_MEMORY 1807

/* A state that should not occur.
 * Please report it with the message. */
#define SALLY_E_INTERNAL 1808

/* The process may not start the threads that the Go runtime needs.
 * Raise ulimit -u, the cgroup's pids.max or the sandbox's thread limit. */
#define SALLY_E_THREAD_LIMIT 1809

/* X(number, NAME, category, retryable, summary, hint) for each code. */
#define SALLY_ERROR_TABLE(X) \
  X(1101, INVALID_ARGUMENT, "usage", 0, "An argument has a value that the function does not take.", "Correct the argument that the message names.") \
  X(1102, NULL_POINTER, "usage", 0, "A pointer or object that must be given is missing (NULL, nil, null, None).", "Give the argument that the message names.") \
  X(1103, BUFFER_TOO_SMALL, "usage", 0, "The caller's buffer is too small; the needed size is in *len.", "Call again with a buffer of at least *len bytes.") \
  X(1104, UNKNOWN_OPTION, "usage", 0, "No option has this key.", "Look the key up in the option table; keys are lower case and dotted.") \
  X(1105, INVALID_OPTION, "usage", 0, "An option's value cannot be used.", "Correct the option that the message names.") \
  X(1106, INVALID_URL, "usage", 0, "The URL cannot be parsed or would not survive the wire unchanged.", "Give an absolute http or https URL; write a literal percent sign as %25.") \
  X(1107, INVALID_HEADER, "usage", 0, "A header name or value is not allowed in HTTP (RFC 9110 section 5).", "Remove line breaks and control characters; names are letters, digits and !#$%&'*+-.^_`|~.") \
  X(1108, HANDLE_CLOSED, "usage", 0, "The handle was freed, or closed after a panic.", "Create a new object; do not use one after close.") \
  X(1109, UNSUPPORTED, "usage", 0, "This build or host does not have the requested capability.", "See the table of languages in docs/hosts.md.") \
  X(1110, INPUT_TOO_LARGE, "usage", 0, "The input is larger than the documented limit.", "Send less; the message names the limit.") \
  X(1111, TICKET_MISUSED, "usage", 0, "A call under way was used in a way that it does not allow.", "Take the result of a call once, from one thread, and cancel it once, before it ends.") \
  X(1201, CREDENTIALS_MISSING, "credentials", 0, "No AWS credentials were found.", "Pass access_key_id and secret_access_key, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile.") \
  X(1202, CREDENTIALS_INCOMPLETE, "credentials", 0, "A part of the credentials is missing.", "Access key id and secret access key go together; a key id that starts with ASIA also needs its session token.") \
  X(1203, CREDENTIALS_MALFORMED, "credentials", 0, "A credential holds characters that AWS never issues.", "Copy it again without spaces, line breaks or quotes; check that id and secret are not swapped.") \
  X(1204, PROFILE_NOT_FOUND, "credentials", 0, "The profile is in neither the config nor the credentials file.", "Check the profile name (AWS_PROFILE) and the two files that the message names.") \
  X(1205, PROFILE_FILE_UNREADABLE, "credentials", 0, "A profile file cannot be read.", "Check the path and the permissions (AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE).") \
  X(1206, PROFILE_FILE_MALFORMED, "credentials", 0, "A profile file is not in the AWS configuration format.", "Correct the line that the message names.") \
  X(1207, PROFILE_UNSUPPORTED, "credentials", 0, "The profile gets its credentials in a way that needs the AWS CLI or SDK.", "Export temporary credentials (aws configure export-credentials) and pass them in.") \
  X(1208, SERVICE_UNKNOWN, "usage", 0, "The signing name cannot be derived from the X-Amz-Target header or the host.", "Pass service=, the name in the credential scope; check the spelling of X-Amz-Target.") \
  X(1209, REGION_UNKNOWN, "usage", 0, "The region cannot be derived from the host.", "Pass region=, or set AWS_REGION.") \
  X(1210, REGION_MALFORMED, "usage", 0, "The region or signing name holds a character that breaks the credential scope.", "It may hold printable ASCII without space, slash and comma; write it as the server documents it.") \
  X(1211, ALREADY_SIGNED, "usage", 0, "The request already carries a header or query parameter that the signer adds.", "Sign the original request; use payload_hash= for a hash of your own.") \
  X(1212, EXPIRES_OUT_OF_RANGE, "usage", 0, "A presigned URL can live from 1 to 604,800 seconds.", "Choose expires= in that range (7 days at most).") \
  X(1213, PAYLOAD_HASH_MALFORMED, "usage", 0, "The payload hash is neither 64 lower-case hex digits nor one of the AWS constants.", "Leave payload_hash out to have the body hashed, or pass UNSIGNED-PAYLOAD.") \
  X(1214, SCHEME_UNSUPPORTED, "usage", 0, "The signing scheme is not one this version has.", "Use one of the schemes of docs/schemes.md; a host of several regions needs scheme=\"aws4a\".") \
  X(1215, CREDENTIALS_EXPIRED, "credentials", 0, "The credentials have expired.", "Renew them at their source, which has to give their successors before that; the message says since when.") \
  X(1220, REQUEST_UNSIGNED, "verification", 0, "The request carries no signature.", "Refuse the sender; a client signs in the Authorization header or in the query.") \
  X(1221, REQUEST_MALFORMED, "verification", 0, "The request, or what it says about its signature, cannot be read.", "Refuse the sender; sallyport inspect takes such a request apart.") \
  X(1222, REQUEST_AMBIGUOUS, "verification", 0, "The request says one thing in two places.", "Refuse the sender; pass the request as it came over the wire.") \
  X(1223, REQUEST_SCHEME_REFUSED, "verification", 0, "The request is signed with an algorithm that is not verified here.", "The client must sign with one of the schemes of docs/schemes.md that is taken here (schemes=, of a signer its scheme).") \
  X(1224, REQUEST_HEADER_UNSIGNED, "verification", 0, "A header that has to be signed is not.", "The client must sign Host and every X-Amz-* header (with acs3 x-acs-* and Content-Type); strip what a proxy added.") \
  X(1225, REQUEST_HEADER_MISSING, "verification", 0, "A header that was signed is not in the request.", "Pass all headers as they came over the wire; a proxy may have dropped one.") \
  X(1226, REQUEST_KEY_UNKNOWN, "verification", 0, "Nobody is known by the access key id of the request.", "Refuse the sender, with the same answer as for a wrong signature.") \
  X(1227, REQUEST_SIGNATURE_WRONG, "verification", 0, "The signature is not the one that the secret makes of this request.", "Compare the canonical request's hash with the client's; else the secrets differ, or the request was changed on its way.") \
  X(1228, REQUEST_TIME_SKEWED, "verification", 0, "The time of the signature is too far from now.", "Check both clocks, or raise max_skew=; the client must sign just before sending.") \
  X(1229, REQUEST_EXPIRED, "verification", 0, "The presigned URL, or the POST policy, has expired.", "The client must ask for a new one.") \
  X(1230, REQUEST_PAYLOAD_CHANGED, "verification", 0, "The body is not the one whose hash was signed.", "Refuse the sender; pass the body as it came over the wire, before it is decoded.") \
  X(1231, REQUEST_TOKEN_WRONG, "verification", 0, "The session token is not that of the credentials.", "Refuse the sender; temporary credentials come with their token.") \
  X(1232, REQUEST_SCOPE_REFUSED, "verification", 0, "The request is signed for a date, region or service other than is taken here.", "The client must sign for the region and service of this server.") \
  X(1233, REQUEST_REPLAYED, "verification", 0, "This request was presented before.", "Refuse the sender; a client that repeats a request signs it anew.") \
  X(1234, REQUEST_STREAMED, "verification", 0, "The body of the request has chunks that are signed one by one.", "Take the body as it comes: verify_stream and resign_stream, in Java verifyStream and resignStream, in Go ResignChunks; or let the client send UNSIGNED-PAYLOAD or the hash of the whole body.") \
  X(1235, REQUEST_POLICY_REFUSED, "verification", 0, "The form does not meet its POST policy, or has a field that no condition is about.", "Refuse the sender; the message names the field. Whoever makes the form gives each of its fields a condition.") \
  X(1250, CHUNKS_UNSUPPORTED, "usage", 0, "The service does not take a body in signed chunks.", "Sign the body's hash (payload_hash= or the body itself); only S3 knows chunks.") \
  X(1251, EVENT_MALFORMED, "usage", 0, "A message of an event stream is not one, or over a limit.", "See the message for what is wrong with it; read the stream again from a message's beginning.") \
  X(1252, CHUNK_MALFORMED, "verification", 0, "A body in chunks is not framed as its headers say.", "Refuse it; something on the way took the content coding aws-chunked off, or cut the body.") \
  X(1253, CHUNK_MISMATCH, "verification", 0, "A chunk, a trailer or a checksum of a body is not what was signed.", "Refuse the body: it was changed on its way.") \
  X(1260, CREDENTIALS_STALE, "credentials", 1, "The credentials have not been fetched yet, or have expired, and this call does not wait for others.", "Call sally_signer_refresh, which waits for them, and sign again; Python, Java and wasm/host do so themselves.") \
  X(1261, CREDENTIALS_REFUSED, "credentials", 0, "The source of the credentials refused to give any; the detail is the HTTP status.", "Read the service's words in the message: the role's trust policy, an external id, a profile or trust anchor that is off.") \
  X(1262, CREDENTIALS_ANSWER_MALFORMED, "credentials", 0, "The source's answer holds no credentials that could be used.", "Check what answers there: AWS_ENDPOINT_URL_*, AWS_CONTAINER_CREDENTIALS_FULL_URI, a proxy.") \
  X(1263, CREDENTIAL_PROCESS_FAILED, "credentials", 0, "The program of credential_process gave no credentials.", "Run the command by hand; it must print one JSON object with Version 1 and end with status 0, within a minute.") \
  X(1264, SSO_SESSION_EXPIRED, "credentials", 0, "The sign-in to AWS (IAM Identity Center, console) or Alibaba Cloud (CloudSSO, OAuth) is over, or there was none.", "Run the command that the message names (aws sso login, aws login, aliyun configure).") \
  X(1265, CREDENTIALS_HOST_NOT_ALLOWED, "credentials", 0, "AWS_CONTAINER_CREDENTIALS_FULL_URI names a host that must not get the container's token.", "Use https, this machine, or an address of the agents of ECS and EKS.") \
  X(1266, PROFILE_INCOMPLETE, "credentials", 0, "A profile, or the environment, names a source of credentials and not all that the source needs.", "Add or correct the setting that the message names.") \
  X(1267, CREDENTIALS_FILE_UNREADABLE, "credentials", 0, "The file with a token for the source of the credentials cannot be used.", "Check the path and permissions (AWS_WEB_IDENTITY_TOKEN_FILE, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE).") \
  X(1280, CREDENTIALS_NOT_KEPT, "credentials", 0, "The credentials that a body or an event stream was begun with are not here.", "Begin it anew. It ends in the process (and instance of WebAssembly) that signed its head, before the credentials were renewed 16 times.") \
  X(1284, MFA_CODE_NEEDED, "credentials", 0, "A role needs the code that an MFA device shows, and only a person has that.", "Give mfa_code=, a function that asks for it (Java: mfaCode; C: sally_signer_assume_role; the command asks at the terminal). Where nobody can be asked, use a role without mfa_serial.") \
  X(1290, KEY_SIGNATURE_MISMATCH, "credentials", 0, "A signature that was made outside of the library is not one of the certificate's key.", "Sign the string that was given, with SHA-256: RSA with PKCS #1 v1.5 padding, ECDSA in DER or as r and s; it must not be hashed twice.") \
  X(1301, DNS_FAILED, "network", 1, "The host name could not be resolved.", "Pin the address: resolve={\"host\": \"ip\"}; then no DNS is asked.") \
  X(1302, CONNECT_REFUSED, "network", 1, "Every address refused the connection.", "Check port and address; the message lists each attempt.") \
  X(1303, CONNECT_TIMEOUT, "timeout", 1, "No address answered the connection in time.", "Check firewall and allow-list for that address and port.") \
  X(1304, CONNECT_UNREACHABLE, "network", 1, "No route leads to any of the addresses.", "Check the pinned address and this host's network.") \
  X(1305, CONNECT_DENIED, "network", 0, "The operating system or sandbox forbids the connection.", "Ask for network access in the job's settings (for MaxCompute: odps.internet.access.list or a VPC link).") \
  X(1306, CONNECTION_RESET, "network", 1, "The peer reset the connection before a complete response.", "Retry if a duplicate does no harm; a middlebox may be cutting the connection.") \
  X(1307, CONNECTION_CLOSED, "network", 1, "The peer closed the connection without a response.", "Retry if a duplicate does no harm.") \
  X(1308, READ_TIMEOUT, "timeout", 1, "The peer stayed silent for longer than the read timeout.", "Raise timeout=, and retry only if a duplicate does no harm.") \
  X(1309, DEADLINE_EXCEEDED, "timeout", 1, "The call did not finish within its total time.", "Raise the total time (deadline= in Python, timeout elsewhere); the message says which phase was running.") \
  X(1310, PROXY_FAILED, "network", 1, "The proxy did not open a tunnel.", "Check the proxy address and its allow-list; the detail is its HTTP status.") \
  X(1311, PROXY_AUTH_REQUIRED, "network", 0, "The proxy asks for credentials (407).", "Put user and password, percent-encoded, into the proxy URL; correct them if the message says that some were sent. Only Basic is supported.") \
  X(1312, CANCELLED, "network", 0, "The caller cancelled the operation.", "Nothing to do.") \
  X(1313, CONNECT_FAILED, "network", 1, "No address could be connected, for different reasons.", "The message lists each address with its reason.") \
  X(1314, RESOLVE_MALFORMED, "usage", 0, "A resolve entry is not of the form host:port:address.", "Use {\"host\": \"ip\"}, {\"host:port\": [\"ip\", ...]} or curl's \"host:port:addr[,addr]\".") \
  X(1315, WRITE_FAILED, "network", 1, "The request could not be written completely, and no response says why.", "The server may refuse its size, or have stopped: ask first with the header Expect: 100-continue; retry if a duplicate does no harm.") \
  X(1316, ADDRESS_NOT_ALLOWED, "network", 0, "The address of the host is not one that allow= permits.", "Add its network or host name to allow= if it is to be reached.") \
  X(1401, TLS_HANDSHAKE_FAILED, "tls", 0, "The TLS handshake failed.", "The message has the cause as the TLS stack saw it.") \
  X(1402, TLS_TIMEOUT, "timeout", 1, "The TLS handshake did not finish in time.", "A firewall may be dropping the handshake; check the allow-list for this server name.") \
  X(1403, TLS_NOT_TLS, "tls", 0, "The server does not speak TLS on this port.", "Check the port and the scheme; the message shows how the answer began.") \
  X(1404, TLS_PROTOCOL_VERSION, "tls", 0, "Client and server share no TLS version.", "The server must offer TLS 1.2 or 1.3.") \
  X(1405, TLS_ALERT, "tls", 0, "The server ended the handshake with a TLS alert; the detail is its number (RFC 8446 section 6).", "See the alert's name in the message.") \
  X(1406, TLS_CLOSED, "tls", 1, "The connection was closed or reset during the handshake.", "A middlebox may filter this server name, or the pinned address is wrong.") \
  X(1407, ALPN_MISMATCH, "tls", 0, "The server did not select the application protocol that this port requires.", "The server takes none of what was offered (http/1.1, or alpn=). AWS IoT: connect directly (an intercepting proxy drops ALPN), or use port 8443.") \
  X(1408, TLS_NAME_UNKNOWN, "tls", 0, "The server does not know this server name (alert 112).", "The address belongs to another service: correct resolve=, or the name in the URL.") \
  X(1409, TLS_BROKEN, "tls", 1, "The encrypted stream was damaged after the handshake.", "A middlebox may be altering the connection; retry only if a duplicate does no harm.") \
  X(1411, CERTIFICATE_UNKNOWN_AUTHORITY, "certificate", 0, "The server's certificate does not chain to a trusted root.", "Pass the CA that signed it: verify=\"ca.pem\". Do not turn verification off.") \
  X(1412, CERTIFICATE_NAME_MISMATCH, "certificate", 0, "The server's certificate is for another name.", "Keep the real name in the URL; resolve= says where it is. The message lists the certificate's names and ends with what to change.") \
  X(1413, CERTIFICATE_EXPIRED, "certificate", 0, "A certificate of the server has expired.", "Have it renewed; if many servers look expired, check this machine's clock.") \
  X(1414, CERTIFICATE_NOT_YET_VALID, "certificate", 0, "A certificate of the server is not valid yet.", "Check this machine's clock first.") \
  X(1415, CERTIFICATE_INVALID, "certificate", 0, "A certificate of the server breaks a rule of RFC 5280.", "The issuer must correct it; the message names the rule.") \
  X(1416, SPKI_PIN_MISMATCH, "certificate", 0, "No certificate in the chain has a pinned public key.", "If the server rotated its key, update spki_pins; otherwise somebody is in between.") \
  X(1421, CA_UNREADABLE, "tls", 0, "The CA file or directory cannot be read.", "Check the path and the permissions.") \
  X(1422, CA_NO_CERTIFICATES, "tls", 0, "The CA file, directory or bytes hold no certificate.", "Pass certificates in PEM (BEGIN CERTIFICATE), DER or PKCS#7.") \
  X(1423, CLIENT_CERTIFICATE_UNREADABLE, "tls", 0, "The client certificate or its key cannot be read or parsed.", "Pass the certificate (leaf first) and its private key in PEM, or a PKCS#12 file.") \
  X(1424, CLIENT_KEY_MISMATCH, "tls", 0, "The private key does not belong to the client certificate.", "Pair the files as they were issued together.") \
  X(1425, CLIENT_KEY_ENCRYPTED, "tls", 0, "The private key is encrypted with a passphrase.", "Give its password (tls.key_password), the right one if the message says that it is wrong, or decrypt it: openssl pkey -in key.pem -out plain.pem") \
  X(1426, CLIENT_CERTIFICATE_REQUIRED, "tls", 0, "The server requires a client certificate and none was given.", "Pass cert=(\"cert.pem\", \"key.pem\").") \
  X(1427, CLIENT_CERTIFICATE_REJECTED, "tls", 0, "The server rejected the client certificate.", "Check that it is active and not expired, and that the server knows it or its issuer (AWS IoT: this account and region).") \
  X(1428, TLS_UNSUPPORTED, "tls", 0, "The server needs something of TLS that this library's TLS does not have.", "The message names it; only the server's settings can help.") \
  X(1501, HTTP_MALFORMED, "http", 0, "The response is not valid HTTP/1.1.", "If the message shows another protocol, check scheme and port; otherwise report it to the server's owner.") \
  X(1502, HTTP_TRUNCATED, "http", 1, "The response ended before its announced end.", "Retry if a duplicate does no harm; never use the partial body.") \
  X(1503, HTTP_HEADER_TOO_LARGE, "http", 0, "The response header is over the limit.", "Check the server; the limit guards this process.") \
  X(1504, HTTP_BODY_TOO_LARGE, "http", 0, "The response body is over max_body.", "Raise max_body= if the size is expected; decode=False takes what is compressed as it comes.") \
  X(1505, HTTP_TOO_MANY_REDIRECTS, "http", 0, "The server redirected more often than allowed.", "Request the final URL.") \
  X(1506, HTTP_REDIRECT_REFUSED, "http", 0, "A redirect was not followed because it is unsafe.", "Request the target yourself if you trust it.") \
  X(1507, HTTP_STATUS, "http", 0, "The response has an error status; the detail is the status.", "See the response body.") \
  X(1508, HTTP_TOO_MANY_INFORMATIONAL, "http", 0, "The server sent more than 16 informational (1xx) responses.", "Check the server.") \
  X(1509, HTTP_BODY_UNDECODABLE, "http", 0, "The body of the response is not in the coding that its header names.", "Report it to the server's owner, or take the body as it comes (client.decode=false, decode=False).") \
  X(1510, RATE_TOO_LOW, "timeout", 1, "The peer sends the response more slowly than min_rate allows.", "Lower min_rate=, or retry if a duplicate does no harm.") \
  X(1520, REQUEST_BODY_FAILED, "http", 0, "The body of the request could not be read, or not again for a repeat.", "Check the file or iterator that gives it; its length must be what was announced.") \
  X(1601, TOPIC_INVALID, "publish", 0, "The topic is empty, not UTF-8, holds a wildcard or NUL, or is \".\" or \"..\".", "Publish to one concrete topic.") \
  X(1602, TOPIC_TOO_LONG, "publish", 0, "The topic is over 256 bytes (AWS IoT quota; $aws/rules/name/ not counted).", "Shorten the topic.") \
  X(1603, TOPIC_TOO_DEEP, "publish", 0, "The topic has more than 7 slashes (AWS IoT quota; $aws/rules/name/ not counted).", "Use fewer levels.") \
  X(1604, PAYLOAD_TOO_LARGE, "publish", 0, "The payload is over 128 KB (131,072 bytes, AWS IoT quota).", "Split or compress the message.") \
  X(1605, MESSAGE_INVALID, "publish", 0, "A property of the message has a value that AWS IoT does not take.", "Correct the property that the message names.") \
  X(1606, ENDPOINT_INVALID, "publish", 0, "The endpoint is not the host name of a data endpoint.", "Use the account's data endpoint: aws iot describe-endpoint --endpoint-type iot:Data-ATS") \
  X(1611, PUBLISH_FORBIDDEN, "publish", 0, "AWS IoT refused the publish (401 or 403).", "Attach a policy that allows iot:Publish on this topic; HTTPS has no client id, so ${iot:ClientId} never matches.") \
  X(1612, PUBLISH_NO_CLIENT_CERTIFICATE, "publish", 0, "AWS IoT saw no client certificate (Missing Authentication Token).", "Use port 443 with ALPN x-amzn-http-ca, or port 8443; check that no proxy ends TLS in between.") \
  X(1613, PUBLISH_THROTTLED, "publish", 1, "AWS IoT throttles this account or connection (429).", "Slow down and retry.") \
  X(1614, PUBLISH_REJECTED, "publish", 0, "AWS IoT rejected the request; the detail is the HTTP status.", "See the server's message.") \
  X(1615, PUBLISH_SERVER_ERROR, "publish", 1, "AWS IoT failed (5xx); the message may or may not have been published.", "Retry if a duplicate does no harm (QoS 1 allows it).") \
  X(1616, PUBLISH_UNCERTAIN, "publish", 1, "The message was sent, wholly or in part, and no usable answer came; it may have been published.", "Retry if a duplicate does no harm (QoS 1 allows it).") \
  X(1617, PUBLISH_ANSWER_INVALID, "publish", 0, "The answer has a good status, or redirects, but is not one of AWS IoT; the message may not have been published. The detail is the status.", "Something answers in the place of AWS IoT (captive portal, proxy): see the excerpt in the message, and connect to the endpoint directly.") \
  X(1701, SIGNATURE_EMPTY, "verification", 0, "The signature is empty.", "Fetch it again from the metadata service.") \
  X(1702, SIGNATURE_MALFORMED, "verification", 0, "The signature is not PKCS#7 SignedData in base64, PEM or DER.", "Pass the answer of .../instance-identity/pkcs7 unchanged.") \
  X(1703, SIGNATURE_TRAILING_DATA, "verification", 0, "Bytes follow the end of the PKCS#7 message.", "Pass exactly one message.") \
  X(1704, SIGNATURE_TOO_LARGE, "verification", 0, "The signature is over 64 KiB.", "No instance identity is that large; refuse the sender.") \
  X(1705, SIGNATURE_TOO_DEEP, "verification", 0, "The ASN.1 is nested too deeply or has too many elements.", "No instance identity looks like that; refuse the sender.") \
  X(1706, SIGNER_MISSING, "verification", 0, "The message has no signer.", "Fetch it again from the metadata service.") \
  X(1707, SIGNERS_MULTIPLE, "verification", 0, "The message has more than one signer.", "Instance identities have exactly one; refuse the sender.") \
  X(1708, SIGNER_UNTRUSTED, "verification", 0, "The signer is not one of the pinned certificates.", "Somebody else signed this. If the cloud rotated its certificate, pass certificates=.") \
  X(1709, ALGORITHM_UNSUPPORTED, "verification", 0, "The digest or signature algorithm is not supported.", "Refuse the sender, or update Sallyport.") \
  X(1710, DIGEST_TOO_WEAK, "verification", 0, "The digest algorithm is weaker than min_digest.", "Alibaba signs with SHA-1: leave min_digest out for it.") \
  X(1711, ALGORITHM_MISMATCH, "verification", 0, "The message names different algorithms for the same thing.", "Refuse the sender.") \
  X(1712, DIGEST_MISMATCH, "verification", 0, "The signed digest is not that of the content.", "The document was changed after signing.") \
  X(1713, CONTENT_TYPE_MISMATCH, "verification", 0, "The content is not plain data, or the signed attributes disagree.", "Refuse the sender.") \
  X(1714, SIGNATURE_INVALID, "verification", 0, "The signature does not verify with the pinned certificate.", "The document was changed, or another document or audience was signed.") \
  X(1715, DOCUMENT_MISSING, "verification", 0, "The signature carries no document and none was given.", "Pass document=, fetched at the same time.") \
  X(1716, DOCUMENT_MISMATCH, "verification", 0, "The given document is not the one that was signed.", "Fetch document and signature again, at the same time.") \
  X(1717, DOCUMENT_MALFORMED, "verification", 0, "The document is not a flat JSON object in UTF-8.", "Pass the answer of .../instance-identity/document unchanged.") \
  X(1718, DOCUMENT_DUPLICATE_FIELD, "verification", 0, "The document names a field twice.", "Somebody injected a field, for example through the audience: refuse the sender.") \
  X(1719, DOCUMENT_MISSING_FIELD, "verification", 0, "The document lacks a field that every instance has.", "Refuse the sender.") \
  X(1720, AUDIENCE_MISSING, "verification", 0, "An audience is expected and the document has none.", "Fetch the signature with ?audience=.") \
  X(1721, AUDIENCE_MISMATCH, "verification", 0, "The document was signed for another audience.", "Somebody replays an identity made for another party: refuse it.") \
  X(1722, AUDIENCE_UNEXPECTED, "verification", 0, "The document has an audience and none is expected.", "Pass audience=, the value that you asked the instance to use.") \
  X(1723, IDENTITY_STALE, "verification", 0, "The identity is older than max_age, or its age cannot be known.", "Use a fresh audience from new_audience() for each request.") \
  X(1724, CERTIFICATE_NOT_VALID_NOW, "verification", 0, "The pinned certificate is not valid at the given time.", "Check the clock, or pass the current certificates=.") \
  X(1725, POLICY_ACCOUNT, "verification", 0, "The account is not in accounts=.", "The instance is genuine but not allowed.") \
  X(1726, POLICY_REGION, "verification", 0, "The region is not in regions=.", "The instance is genuine but not allowed.") \
  X(1727, POLICY_ZONE, "verification", 0, "The zone is not in zones=.", "The instance is genuine but not allowed.") \
  X(1728, POLICY_INSTANCE, "verification", 0, "The instance is not in instances=.", "The instance is genuine but not allowed.") \
  X(1729, POLICY_IMAGE, "verification", 0, "The image is not in images=.", "The instance is genuine but not allowed.") \
  X(1730, POLICY_INSTANCE_TYPE, "verification", 0, "The instance type is not in instance_types=.", "The instance is genuine but not allowed.") \
  X(1731, IDENTITY_REPLAYED, "verification", 0, "This identity was presented before.", "Use a fresh audience for each request.") \
  X(1732, PIN_MALFORMED, "usage", 0, "A pinned certificate cannot be parsed.", "Pass PEM or DER certificates, each as a whole.") \
  X(1733, ALGORITHM_FORBIDDEN, "verification", 0, "The crypto policy of this process forbids the digest or key of the signature.", "Alibaba signs with SHA-1, which GODEBUG=fips140=only forbids: verify in a process without it.") \
  X(1741, METADATA_UNREACHABLE, "network", 1, "The metadata service does not answer.", "It answers only on an instance of that cloud; elsewhere pass endpoint=.") \
  X(1742, METADATA_REFUSED, "http", 0, "The metadata service refused the request; the detail is the HTTP status.", "In security hardening mode a token is needed: do not set token_ttl=0, and let no proxy add X-Forwarded-For.") \
  X(1743, METADATA_MALFORMED, "http", 0, "The metadata service's answer cannot be used.", "Check endpoint=; something else may be answering there.") \
  X(1744, METADATA_TOKEN_UNANSWERED, "timeout", 1, "The metadata service does not answer the request for a token.", "The answer may not travel this far: raise the hop limit of the instance's metadata options (containers need 2), or let a firewall pass it; token_ttl=0 asks without a token.") \
  X(1801, PANIC, "internal", 0, "The operation panicked; its handle is closed, everything else goes on.", "Please report it with the message.") \
  X(1802, FORKED, "internal", 0, "This result was made in the parent process, before fork().", "Repeat the call in the child; objects such as Signer and Client keep working.") \
  X(1803, CORE_MISSING, "internal", 0, "libsallyport-core.so was not found.", "Keep it beside libsallyport.so, or set SALLYPORT_CORE_LIBRARY.") \
  X(1804, CORE_LOAD_FAILED, "internal", 0, "libsallyport-core.so cannot be loaded.", "See the loader's text in the message; both files must be of the same version.") \
  X(1805, ADDRESS_SPACE_LIMIT, "internal", 0, "A memory limit of this process (RLIMIT_AS, RLIMIT_DATA) is too small to start the Go runtime.", "Raise it by what the message says: ulimit -v (or unlimited), ulimit -d.") \
  X(1806, LIBC_UNSUPPORTED, "internal", 0, "This C library (musl) cannot load a Go shared library.", "Use an image with glibc.") \
  X(1807, OUT_OF_MEMORY, "internal", 0, "Memory could not be allocated.", "Free memory and try again.") \
  X(1808, INTERNAL, "internal", 0, "A state that should not occur.", "Please report it with the message.") \
  X(1809, THREAD_LIMIT, "internal", 1, "The process may not start the threads that the Go runtime needs.", "Raise ulimit -u, the cgroup's pids.max or the sandbox's thread limit.")

#endif
