// Code generated from core/fault/codes.tsv by make generate. DO NOT EDIT.

package fault

// The codes, in blocks of a hundred.
const (
	// INVALID_ARGUMENT: An argument has a value that the function does not take.
	InvalidArgument Code = 1101
	// NULL_POINTER: A pointer or object that must be given is missing (NULL, nil, null, None).
	NullPointer Code = 1102
	// BUFFER_TOO_SMALL: The caller's buffer is too small; the needed size is in *len.
	BufferTooSmall Code = 1103
	// UNKNOWN_OPTION: No option has this key.
	UnknownOption Code = 1104
	// INVALID_OPTION: An option's value cannot be used.
	InvalidOption Code = 1105
	// INVALID_URL: The URL cannot be parsed or would not survive the wire unchanged.
	InvalidURL Code = 1106
	// INVALID_HEADER: A header name or value is not allowed in HTTP (RFC 9110 section 5).
	InvalidHeader Code = 1107
	// HANDLE_CLOSED: The handle was freed, or closed after a panic.
	HandleClosed Code = 1108
	// UNSUPPORTED: This build or host does not have the requested capability.
	Unsupported Code = 1109
	// INPUT_TOO_LARGE: The input is larger than the documented limit.
	InputTooLarge Code = 1110
	// TICKET_MISUSED: A call under way was used in a way that it does not allow.
	TicketMisused Code = 1111
	// CREDENTIALS_MISSING: No AWS credentials were found.
	CredentialsMissing Code = 1201
	// CREDENTIALS_INCOMPLETE: A part of the credentials is missing.
	CredentialsIncomplete Code = 1202
	// CREDENTIALS_MALFORMED: A credential holds characters that AWS never issues.
	CredentialsMalformed Code = 1203
	// PROFILE_NOT_FOUND: The profile is in neither the config nor the credentials file.
	ProfileNotFound Code = 1204
	// PROFILE_FILE_UNREADABLE: A profile file cannot be read.
	ProfileFileUnreadable Code = 1205
	// PROFILE_FILE_MALFORMED: A profile file is not in the AWS configuration format.
	ProfileFileMalformed Code = 1206
	// PROFILE_UNSUPPORTED: The profile gets its credentials in a way that needs the AWS CLI or SDK.
	ProfileUnsupported Code = 1207
	// SERVICE_UNKNOWN: The signing name cannot be derived from the X-Amz-Target header or the host.
	ServiceUnknown Code = 1208
	// REGION_UNKNOWN: The region cannot be derived from the host.
	RegionUnknown Code = 1209
	// REGION_MALFORMED: The region or signing name holds a character that breaks the credential scope.
	RegionMalformed Code = 1210
	// ALREADY_SIGNED: The request already carries a header or query parameter that the signer adds.
	AlreadySigned Code = 1211
	// EXPIRES_OUT_OF_RANGE: A presigned URL can live from 1 to 604,800 seconds.
	ExpiresOutOfRange Code = 1212
	// PAYLOAD_HASH_MALFORMED: The payload hash is neither 64 lower-case hex digits nor one of the AWS constants.
	PayloadHashMalformed Code = 1213
	// SCHEME_UNSUPPORTED: The signing scheme is not one this version has.
	SchemeUnsupported Code = 1214
	// CREDENTIALS_EXPIRED: The credentials have expired.
	CredentialsExpired Code = 1215
	// DNS_FAILED: The host name could not be resolved.
	DNSFailed Code = 1301
	// CONNECT_REFUSED: Every address refused the connection.
	ConnectRefused Code = 1302
	// CONNECT_TIMEOUT: No address answered the connection in time.
	ConnectTimeout Code = 1303
	// CONNECT_UNREACHABLE: No route leads to any of the addresses.
	ConnectUnreachable Code = 1304
	// CONNECT_DENIED: The operating system or sandbox forbids the connection.
	ConnectDenied Code = 1305
	// CONNECTION_RESET: The peer reset the connection before a complete response.
	ConnectionReset Code = 1306
	// CONNECTION_CLOSED: The peer closed the connection without a response.
	ConnectionClosed Code = 1307
	// READ_TIMEOUT: The peer stayed silent for longer than the read timeout.
	ReadTimeout Code = 1308
	// DEADLINE_EXCEEDED: The call did not finish within its total time.
	DeadlineExceeded Code = 1309
	// PROXY_FAILED: The proxy did not open a tunnel.
	ProxyFailed Code = 1310
	// PROXY_AUTH_REQUIRED: The proxy asks for credentials (407).
	ProxyAuthRequired Code = 1311
	// CANCELLED: The caller cancelled the operation.
	Cancelled Code = 1312
	// CONNECT_FAILED: No address could be connected, for different reasons.
	ConnectFailed Code = 1313
	// RESOLVE_MALFORMED: A resolve entry is not of the form host:port:address.
	ResolveMalformed Code = 1314
	// WRITE_FAILED: The request could not be written completely.
	WriteFailed Code = 1315
	// ADDRESS_NOT_ALLOWED: The address of the host is not one that allow= permits.
	AddressNotAllowed Code = 1316
	// TLS_HANDSHAKE_FAILED: The TLS handshake failed.
	TLSHandshakeFailed Code = 1401
	// TLS_TIMEOUT: The TLS handshake did not finish in time.
	TLSTimeout Code = 1402
	// TLS_NOT_TLS: The server does not speak TLS on this port.
	TLSNotTLS Code = 1403
	// TLS_PROTOCOL_VERSION: Client and server share no TLS version.
	TLSProtocolVersion Code = 1404
	// TLS_ALERT: The server ended the handshake with a TLS alert; the detail is its number (RFC 8446 section 6).
	TLSAlert Code = 1405
	// TLS_CLOSED: The connection was closed or reset during the handshake.
	TLSClosed Code = 1406
	// ALPN_MISMATCH: The server did not select the application protocol that this port requires.
	ALPNMismatch Code = 1407
	// TLS_NAME_UNKNOWN: The server does not know this server name (alert 112).
	TLSNameUnknown Code = 1408
	// TLS_BROKEN: The encrypted stream was damaged after the handshake.
	TLSBroken Code = 1409
	// CERTIFICATE_UNKNOWN_AUTHORITY: The server's certificate does not chain to a trusted root.
	CertificateUnknownAuthority Code = 1411
	// CERTIFICATE_NAME_MISMATCH: The server's certificate is for another name.
	CertificateNameMismatch Code = 1412
	// CERTIFICATE_EXPIRED: A certificate of the server has expired.
	CertificateExpired Code = 1413
	// CERTIFICATE_NOT_YET_VALID: A certificate of the server is not valid yet.
	CertificateNotYetValid Code = 1414
	// CERTIFICATE_INVALID: A certificate of the server breaks a rule of RFC 5280.
	CertificateInvalid Code = 1415
	// SPKI_PIN_MISMATCH: No certificate in the chain has a pinned public key.
	SPKIPinMismatch Code = 1416
	// CA_UNREADABLE: The CA file or directory cannot be read.
	CAUnreadable Code = 1421
	// CA_NO_CERTIFICATES: The CA file, directory or bytes hold no certificate.
	CANoCertificates Code = 1422
	// CLIENT_CERTIFICATE_UNREADABLE: The client certificate or its key cannot be read or parsed.
	ClientCertificateUnreadable Code = 1423
	// CLIENT_KEY_MISMATCH: The private key does not belong to the client certificate.
	ClientKeyMismatch Code = 1424
	// CLIENT_KEY_ENCRYPTED: The private key is encrypted with a passphrase.
	ClientKeyEncrypted Code = 1425
	// CLIENT_CERTIFICATE_REQUIRED: The server requires a client certificate and none was given.
	ClientCertificateRequired Code = 1426
	// CLIENT_CERTIFICATE_REJECTED: The server rejected the client certificate.
	ClientCertificateRejected Code = 1427
	// TLS_UNSUPPORTED: The server needs something of TLS that this library's TLS does not have.
	TLSUnsupported Code = 1428
	// HTTP_MALFORMED: The response is not valid HTTP/1.1.
	HTTPMalformed Code = 1501
	// HTTP_TRUNCATED: The response ended before its announced end.
	HTTPTruncated Code = 1502
	// HTTP_HEADER_TOO_LARGE: The response header is over the limit.
	HTTPHeaderTooLarge Code = 1503
	// HTTP_BODY_TOO_LARGE: The response body is over max_body.
	HTTPBodyTooLarge Code = 1504
	// HTTP_TOO_MANY_REDIRECTS: The server redirected more often than allowed.
	HTTPTooManyRedirects Code = 1505
	// HTTP_REDIRECT_REFUSED: A redirect was not followed because it is unsafe.
	HTTPRedirectRefused Code = 1506
	// HTTP_STATUS: The response has an error status; the detail is the status.
	HTTPStatus Code = 1507
	// HTTP_TOO_MANY_INFORMATIONAL: The server sent more than 16 informational (1xx) responses.
	HTTPTooManyInformational Code = 1508
	// HTTP_BODY_UNDECODABLE: The body of the response is not in the coding that its header names.
	HTTPBodyUndecodable Code = 1509
	// REQUEST_BODY_FAILED: The body of the request could not be read, or not again for a repeat.
	RequestBodyFailed Code = 1520
	// TOPIC_INVALID: The topic is empty, not UTF-8, holds a wildcard or NUL, or is "." or "..".
	TopicInvalid Code = 1601
	// TOPIC_TOO_LONG: The topic is over 256 bytes (AWS IoT quota; $aws/rules/name/ not counted).
	TopicTooLong Code = 1602
	// TOPIC_TOO_DEEP: The topic has more than 7 slashes (AWS IoT quota; $aws/rules/name/ not counted).
	TopicTooDeep Code = 1603
	// PAYLOAD_TOO_LARGE: The payload is over 128 KB (131,072 bytes, AWS IoT quota).
	PayloadTooLarge Code = 1604
	// MESSAGE_INVALID: A property of the message has a value that AWS IoT does not take.
	MessageInvalid Code = 1605
	// ENDPOINT_INVALID: The endpoint is not the host name of a data endpoint.
	EndpointInvalid Code = 1606
	// PUBLISH_FORBIDDEN: AWS IoT refused the publish (401 or 403).
	PublishForbidden Code = 1611
	// PUBLISH_NO_CLIENT_CERTIFICATE: AWS IoT saw no client certificate (Missing Authentication Token).
	PublishNoClientCertificate Code = 1612
	// PUBLISH_THROTTLED: AWS IoT throttles this account or connection (429).
	PublishThrottled Code = 1613
	// PUBLISH_REJECTED: AWS IoT rejected the request; the detail is the HTTP status.
	PublishRejected Code = 1614
	// PUBLISH_SERVER_ERROR: AWS IoT failed (5xx); the message may or may not have been published.
	PublishServerError Code = 1615
	// PUBLISH_UNCERTAIN: The message was sent, wholly or in part, and no usable answer came; it may have been published.
	PublishUncertain Code = 1616
	// PUBLISH_ANSWER_INVALID: The answer has a good status but is not one of AWS IoT; the message may not have been published. The detail is the status.
	PublishAnswerInvalid Code = 1617
	// SIGNATURE_EMPTY: The signature is empty.
	SignatureEmpty Code = 1701
	// SIGNATURE_MALFORMED: The signature is not PKCS#7 SignedData in base64, PEM or DER.
	SignatureMalformed Code = 1702
	// SIGNATURE_TRAILING_DATA: Bytes follow the end of the PKCS#7 message.
	SignatureTrailingData Code = 1703
	// SIGNATURE_TOO_LARGE: The signature is over 64 KiB.
	SignatureTooLarge Code = 1704
	// SIGNATURE_TOO_DEEP: The ASN.1 is nested too deeply or has too many elements.
	SignatureTooDeep Code = 1705
	// SIGNER_MISSING: The message has no signer.
	SignerMissing Code = 1706
	// SIGNERS_MULTIPLE: The message has more than one signer.
	SignersMultiple Code = 1707
	// SIGNER_UNTRUSTED: The signer is not one of the pinned certificates.
	SignerUntrusted Code = 1708
	// ALGORITHM_UNSUPPORTED: The digest or signature algorithm is not supported.
	AlgorithmUnsupported Code = 1709
	// DIGEST_TOO_WEAK: The digest algorithm is weaker than min_digest.
	DigestTooWeak Code = 1710
	// ALGORITHM_MISMATCH: The message names different algorithms for the same thing.
	AlgorithmMismatch Code = 1711
	// DIGEST_MISMATCH: The signed digest is not that of the content.
	DigestMismatch Code = 1712
	// CONTENT_TYPE_MISMATCH: The content is not plain data, or the signed attributes disagree.
	ContentTypeMismatch Code = 1713
	// SIGNATURE_INVALID: The signature does not verify with the pinned certificate.
	SignatureInvalid Code = 1714
	// DOCUMENT_MISSING: The signature carries no document and none was given.
	DocumentMissing Code = 1715
	// DOCUMENT_MISMATCH: The given document is not the one that was signed.
	DocumentMismatch Code = 1716
	// DOCUMENT_MALFORMED: The document is not a flat JSON object in UTF-8.
	DocumentMalformed Code = 1717
	// DOCUMENT_DUPLICATE_FIELD: The document names a field twice.
	DocumentDuplicateField Code = 1718
	// DOCUMENT_MISSING_FIELD: The document lacks a field that every instance has.
	DocumentMissingField Code = 1719
	// AUDIENCE_MISSING: An audience is expected and the document has none.
	AudienceMissing Code = 1720
	// AUDIENCE_MISMATCH: The document was signed for another audience.
	AudienceMismatch Code = 1721
	// AUDIENCE_UNEXPECTED: The document has an audience and none is expected.
	AudienceUnexpected Code = 1722
	// IDENTITY_STALE: The identity is older than max_age, or its age cannot be known.
	IdentityStale Code = 1723
	// CERTIFICATE_NOT_VALID_NOW: The pinned certificate is not valid at the given time.
	CertificateNotValidNow Code = 1724
	// POLICY_ACCOUNT: The account is not in accounts=.
	PolicyAccount Code = 1725
	// POLICY_REGION: The region is not in regions=.
	PolicyRegion Code = 1726
	// POLICY_ZONE: The zone is not in zones=.
	PolicyZone Code = 1727
	// POLICY_INSTANCE: The instance is not in instances=.
	PolicyInstance Code = 1728
	// POLICY_IMAGE: The image is not in images=.
	PolicyImage Code = 1729
	// POLICY_INSTANCE_TYPE: The instance type is not in instance_types=.
	PolicyInstanceType Code = 1730
	// IDENTITY_REPLAYED: This identity was presented before.
	IdentityReplayed Code = 1731
	// PIN_MALFORMED: A pinned certificate cannot be parsed.
	PinMalformed Code = 1732
	// ALGORITHM_FORBIDDEN: The crypto policy of this process forbids the digest or key of the signature.
	AlgorithmForbidden Code = 1733
	// METADATA_UNREACHABLE: The metadata service does not answer.
	MetadataUnreachable Code = 1741
	// METADATA_REFUSED: The metadata service refused the request; the detail is the HTTP status.
	MetadataRefused Code = 1742
	// METADATA_MALFORMED: The metadata service's answer cannot be used.
	MetadataMalformed Code = 1743
	// METADATA_TOKEN_UNANSWERED: The metadata service does not answer the request for a token.
	MetadataTokenUnanswered Code = 1744
	// PANIC: The operation panicked; its handle is closed, everything else goes on.
	Panic Code = 1801
	// FORKED: This result was made in the parent process, before fork().
	Forked Code = 1802
	// CORE_MISSING: libsallyport-core.so was not found.
	CoreMissing Code = 1803
	// CORE_LOAD_FAILED: libsallyport-core.so cannot be loaded.
	CoreLoadFailed Code = 1804
	// ADDRESS_SPACE_LIMIT: A memory limit of this process (RLIMIT_AS, RLIMIT_DATA) is too small to start the Go runtime.
	AddressSpaceLimit Code = 1805
	// LIBC_UNSUPPORTED: This C library (musl) cannot load a Go shared library.
	LibcUnsupported Code = 1806
	// OUT_OF_MEMORY: Memory could not be allocated.
	OutOfMemory Code = 1807
	// INTERNAL: A state that should not occur.
	Internal Code = 1808
	// THREAD_LIMIT: The process may not start the threads that the Go runtime needs.
	ThreadLimit Code = 1809
)

// Codes lists every code in numeric order.
func Codes() []Code {
	return []Code{
		InvalidArgument,
		NullPointer,
		BufferTooSmall,
		UnknownOption,
		InvalidOption,
		InvalidURL,
		InvalidHeader,
		HandleClosed,
		Unsupported,
		InputTooLarge,
		TicketMisused,
		CredentialsMissing,
		CredentialsIncomplete,
		CredentialsMalformed,
		ProfileNotFound,
		ProfileFileUnreadable,
		ProfileFileMalformed,
		ProfileUnsupported,
		ServiceUnknown,
		RegionUnknown,
		RegionMalformed,
		AlreadySigned,
		ExpiresOutOfRange,
		PayloadHashMalformed,
		SchemeUnsupported,
		CredentialsExpired,
		DNSFailed,
		ConnectRefused,
		ConnectTimeout,
		ConnectUnreachable,
		ConnectDenied,
		ConnectionReset,
		ConnectionClosed,
		ReadTimeout,
		DeadlineExceeded,
		ProxyFailed,
		ProxyAuthRequired,
		Cancelled,
		ConnectFailed,
		ResolveMalformed,
		WriteFailed,
		AddressNotAllowed,
		TLSHandshakeFailed,
		TLSTimeout,
		TLSNotTLS,
		TLSProtocolVersion,
		TLSAlert,
		TLSClosed,
		ALPNMismatch,
		TLSNameUnknown,
		TLSBroken,
		CertificateUnknownAuthority,
		CertificateNameMismatch,
		CertificateExpired,
		CertificateNotYetValid,
		CertificateInvalid,
		SPKIPinMismatch,
		CAUnreadable,
		CANoCertificates,
		ClientCertificateUnreadable,
		ClientKeyMismatch,
		ClientKeyEncrypted,
		ClientCertificateRequired,
		ClientCertificateRejected,
		TLSUnsupported,
		HTTPMalformed,
		HTTPTruncated,
		HTTPHeaderTooLarge,
		HTTPBodyTooLarge,
		HTTPTooManyRedirects,
		HTTPRedirectRefused,
		HTTPStatus,
		HTTPTooManyInformational,
		HTTPBodyUndecodable,
		RequestBodyFailed,
		TopicInvalid,
		TopicTooLong,
		TopicTooDeep,
		PayloadTooLarge,
		MessageInvalid,
		EndpointInvalid,
		PublishForbidden,
		PublishNoClientCertificate,
		PublishThrottled,
		PublishRejected,
		PublishServerError,
		PublishUncertain,
		PublishAnswerInvalid,
		SignatureEmpty,
		SignatureMalformed,
		SignatureTrailingData,
		SignatureTooLarge,
		SignatureTooDeep,
		SignerMissing,
		SignersMultiple,
		SignerUntrusted,
		AlgorithmUnsupported,
		DigestTooWeak,
		AlgorithmMismatch,
		DigestMismatch,
		ContentTypeMismatch,
		SignatureInvalid,
		DocumentMissing,
		DocumentMismatch,
		DocumentMalformed,
		DocumentDuplicateField,
		DocumentMissingField,
		AudienceMissing,
		AudienceMismatch,
		AudienceUnexpected,
		IdentityStale,
		CertificateNotValidNow,
		PolicyAccount,
		PolicyRegion,
		PolicyZone,
		PolicyInstance,
		PolicyImage,
		PolicyInstanceType,
		IdentityReplayed,
		PinMalformed,
		AlgorithmForbidden,
		MetadataUnreachable,
		MetadataRefused,
		MetadataMalformed,
		MetadataTokenUnanswered,
		Panic,
		Forked,
		CoreMissing,
		CoreLoadFailed,
		AddressSpaceLimit,
		LibcUnsupported,
		OutOfMemory,
		Internal,
		ThreadLimit,
	}
}

func table(c Code) (entry, bool) {
	switch c {
	case InvalidArgument:
		return entry{"INVALID_ARGUMENT", "usage", false, "An argument has a value that the function does not take.", "Correct the argument that the message names."}, true
	case NullPointer:
		return entry{"NULL_POINTER", "usage", false, "A pointer or object that must be given is missing (NULL, nil, null, None).", "Give the argument that the message names."}, true
	case BufferTooSmall:
		return entry{"BUFFER_TOO_SMALL", "usage", false, "The caller's buffer is too small; the needed size is in *len.", "Call again with a buffer of at least *len bytes."}, true
	case UnknownOption:
		return entry{"UNKNOWN_OPTION", "usage", false, "No option has this key.", "Look the key up in the option table; keys are lower case and dotted."}, true
	case InvalidOption:
		return entry{"INVALID_OPTION", "usage", false, "An option's value cannot be used.", "Correct the option that the message names."}, true
	case InvalidURL:
		return entry{"INVALID_URL", "usage", false, "The URL cannot be parsed or would not survive the wire unchanged.", "Give an absolute http or https URL; write a literal percent sign as %25."}, true
	case InvalidHeader:
		return entry{"INVALID_HEADER", "usage", false, "A header name or value is not allowed in HTTP (RFC 9110 section 5).", "Remove line breaks and control characters; names are letters, digits and !#$%&'*+-.^_`|~."}, true
	case HandleClosed:
		return entry{"HANDLE_CLOSED", "usage", false, "The handle was freed, or closed after a panic.", "Create a new object; do not use one after close."}, true
	case Unsupported:
		return entry{"UNSUPPORTED", "usage", false, "This build or host does not have the requested capability.", "See the table of capabilities and hosts in the README."}, true
	case InputTooLarge:
		return entry{"INPUT_TOO_LARGE", "usage", false, "The input is larger than the documented limit.", "Send less; the message names the limit."}, true
	case TicketMisused:
		return entry{"TICKET_MISUSED", "usage", false, "A call under way was used in a way that it does not allow.", "Take the result of a call once, from one thread, and cancel it once, before it ends."}, true
	case CredentialsMissing:
		return entry{"CREDENTIALS_MISSING", "credentials", false, "No AWS credentials were found.", "Pass access_key_id and secret_access_key, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile."}, true
	case CredentialsIncomplete:
		return entry{"CREDENTIALS_INCOMPLETE", "credentials", false, "A part of the credentials is missing.", "Access key id and secret access key go together; a key id that starts with ASIA also needs its session token."}, true
	case CredentialsMalformed:
		return entry{"CREDENTIALS_MALFORMED", "credentials", false, "A credential holds characters that AWS never issues.", "Copy it again without spaces, line breaks or quotes; check that id and secret are not swapped."}, true
	case ProfileNotFound:
		return entry{"PROFILE_NOT_FOUND", "credentials", false, "The profile is in neither the config nor the credentials file.", "Check the profile name (AWS_PROFILE) and the two files that the message names."}, true
	case ProfileFileUnreadable:
		return entry{"PROFILE_FILE_UNREADABLE", "credentials", false, "A profile file cannot be read.", "Check the path and the permissions (AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE)."}, true
	case ProfileFileMalformed:
		return entry{"PROFILE_FILE_MALFORMED", "credentials", false, "A profile file is not in the AWS configuration format.", "Correct the line that the message names."}, true
	case ProfileUnsupported:
		return entry{"PROFILE_UNSUPPORTED", "credentials", false, "The profile gets its credentials in a way that needs the AWS CLI or SDK.", "Export temporary credentials (aws configure export-credentials) and pass them in."}, true
	case ServiceUnknown:
		return entry{"SERVICE_UNKNOWN", "usage", false, "The signing name cannot be derived from the X-Amz-Target header or the host.", "Pass service=, the name in the credential scope; check the spelling of X-Amz-Target."}, true
	case RegionUnknown:
		return entry{"REGION_UNKNOWN", "usage", false, "The region cannot be derived from the host.", "Pass region=, or set AWS_REGION."}, true
	case RegionMalformed:
		return entry{"REGION_MALFORMED", "usage", false, "The region or signing name holds a character that breaks the credential scope.", "It may hold printable ASCII without space, slash and comma; write it as the server documents it."}, true
	case AlreadySigned:
		return entry{"ALREADY_SIGNED", "usage", false, "The request already carries a header or query parameter that the signer adds.", "Sign the original request; use payload_hash= for a hash of your own."}, true
	case ExpiresOutOfRange:
		return entry{"EXPIRES_OUT_OF_RANGE", "usage", false, "A presigned URL can live from 1 to 604,800 seconds.", "Choose expires= in that range (7 days at most)."}, true
	case PayloadHashMalformed:
		return entry{"PAYLOAD_HASH_MALFORMED", "usage", false, "The payload hash is neither 64 lower-case hex digits nor one of the AWS constants.", "Leave payload_hash out to have the body hashed, or pass UNSIGNED-PAYLOAD."}, true
	case SchemeUnsupported:
		return entry{"SCHEME_UNSUPPORTED", "usage", false, "The signing scheme is not one this version has.", "Use scheme=\"aws4\", and a host of one region."}, true
	case CredentialsExpired:
		return entry{"CREDENTIALS_EXPIRED", "credentials", false, "The credentials have expired.", "Renew them at their source, which has to give their successors before that; the message says since when."}, true
	case DNSFailed:
		return entry{"DNS_FAILED", "network", true, "The host name could not be resolved.", "Pin the address: resolve={\"host\": \"ip\"}; then no DNS is asked."}, true
	case ConnectRefused:
		return entry{"CONNECT_REFUSED", "network", true, "Every address refused the connection.", "Check port and address; the message lists each attempt."}, true
	case ConnectTimeout:
		return entry{"CONNECT_TIMEOUT", "timeout", true, "No address answered the connection in time.", "Check firewall and allow-list for that address and port."}, true
	case ConnectUnreachable:
		return entry{"CONNECT_UNREACHABLE", "network", true, "No route leads to any of the addresses.", "Check the pinned address and this host's network."}, true
	case ConnectDenied:
		return entry{"CONNECT_DENIED", "network", false, "The operating system or sandbox forbids the connection.", "Ask for network access in the job's settings (for MaxCompute: odps.internet.access.list or a VPC link)."}, true
	case ConnectionReset:
		return entry{"CONNECTION_RESET", "network", true, "The peer reset the connection before a complete response.", "Retry if a duplicate does no harm; a middlebox may be cutting the connection."}, true
	case ConnectionClosed:
		return entry{"CONNECTION_CLOSED", "network", true, "The peer closed the connection without a response.", "Retry if a duplicate does no harm."}, true
	case ReadTimeout:
		return entry{"READ_TIMEOUT", "timeout", true, "The peer stayed silent for longer than the read timeout.", "Raise timeout=, and retry only if a duplicate does no harm."}, true
	case DeadlineExceeded:
		return entry{"DEADLINE_EXCEEDED", "timeout", true, "The call did not finish within its total time.", "Raise the total time (deadline= in Python, timeout elsewhere); the message says which phase was running."}, true
	case ProxyFailed:
		return entry{"PROXY_FAILED", "network", true, "The proxy did not open a tunnel.", "Check the proxy address and its allow-list; the detail is its HTTP status."}, true
	case ProxyAuthRequired:
		return entry{"PROXY_AUTH_REQUIRED", "network", false, "The proxy asks for credentials (407).", "Put user and password into the proxy URL."}, true
	case Cancelled:
		return entry{"CANCELLED", "network", false, "The caller cancelled the operation.", "Nothing to do."}, true
	case ConnectFailed:
		return entry{"CONNECT_FAILED", "network", true, "No address could be connected, for different reasons.", "The message lists each address with its reason."}, true
	case ResolveMalformed:
		return entry{"RESOLVE_MALFORMED", "usage", false, "A resolve entry is not of the form host:port:address.", "Use {\"host\": \"ip\"}, {\"host:port\": [\"ip\", ...]} or curl's \"host:port:addr[,addr]\"."}, true
	case WriteFailed:
		return entry{"WRITE_FAILED", "network", true, "The request could not be written completely.", "Retry if a duplicate does no harm."}, true
	case AddressNotAllowed:
		return entry{"ADDRESS_NOT_ALLOWED", "network", false, "The address of the host is not one that allow= permits.", "Add its network or host name to allow= if it is to be reached."}, true
	case TLSHandshakeFailed:
		return entry{"TLS_HANDSHAKE_FAILED", "tls", false, "The TLS handshake failed.", "The message has the cause as the TLS stack saw it."}, true
	case TLSTimeout:
		return entry{"TLS_TIMEOUT", "timeout", true, "The TLS handshake did not finish in time.", "A firewall may be dropping the handshake; check the allow-list for this server name."}, true
	case TLSNotTLS:
		return entry{"TLS_NOT_TLS", "tls", false, "The server does not speak TLS on this port.", "Check the port and the scheme; the message shows how the answer began."}, true
	case TLSProtocolVersion:
		return entry{"TLS_PROTOCOL_VERSION", "tls", false, "Client and server share no TLS version.", "The server must offer TLS 1.2 or 1.3."}, true
	case TLSAlert:
		return entry{"TLS_ALERT", "tls", false, "The server ended the handshake with a TLS alert; the detail is its number (RFC 8446 section 6).", "See the alert's name in the message."}, true
	case TLSClosed:
		return entry{"TLS_CLOSED", "tls", true, "The connection was closed or reset during the handshake.", "A middlebox may filter this server name, or the pinned address is wrong."}, true
	case ALPNMismatch:
		return entry{"ALPN_MISMATCH", "tls", false, "The server did not select the application protocol that this port requires.", "Connect to the service directly (an intercepting proxy drops ALPN), or use port 8443."}, true
	case TLSNameUnknown:
		return entry{"TLS_NAME_UNKNOWN", "tls", false, "The server does not know this server name (alert 112).", "The pinned address belongs to another service: correct resolve=."}, true
	case TLSBroken:
		return entry{"TLS_BROKEN", "tls", true, "The encrypted stream was damaged after the handshake.", "A middlebox may be altering the connection; retry only if a duplicate does no harm."}, true
	case CertificateUnknownAuthority:
		return entry{"CERTIFICATE_UNKNOWN_AUTHORITY", "certificate", false, "The server's certificate does not chain to a trusted root.", "Pass the CA that signed it: verify=\"ca.pem\". Do not turn verification off."}, true
	case CertificateNameMismatch:
		return entry{"CERTIFICATE_NAME_MISMATCH", "certificate", false, "The server's certificate is for another name.", "Keep the real name in the URL; resolve= says where it is. The message lists the certificate's names and ends with what to change."}, true
	case CertificateExpired:
		return entry{"CERTIFICATE_EXPIRED", "certificate", false, "A certificate of the server has expired.", "Have it renewed; if many servers look expired, check this machine's clock."}, true
	case CertificateNotYetValid:
		return entry{"CERTIFICATE_NOT_YET_VALID", "certificate", false, "A certificate of the server is not valid yet.", "Check this machine's clock first."}, true
	case CertificateInvalid:
		return entry{"CERTIFICATE_INVALID", "certificate", false, "A certificate of the server breaks a rule of RFC 5280.", "The issuer must correct it; the message names the rule."}, true
	case SPKIPinMismatch:
		return entry{"SPKI_PIN_MISMATCH", "certificate", false, "No certificate in the chain has a pinned public key.", "If the server rotated its key, update spki_pins; otherwise somebody is in between."}, true
	case CAUnreadable:
		return entry{"CA_UNREADABLE", "tls", false, "The CA file or directory cannot be read.", "Check the path and the permissions."}, true
	case CANoCertificates:
		return entry{"CA_NO_CERTIFICATES", "tls", false, "The CA file, directory or bytes hold no certificate.", "Pass certificates in PEM (BEGIN CERTIFICATE), DER or PKCS#7."}, true
	case ClientCertificateUnreadable:
		return entry{"CLIENT_CERTIFICATE_UNREADABLE", "tls", false, "The client certificate or its key cannot be read or parsed.", "Pass the certificate (leaf first) and its private key in PEM, or a PKCS#12 file."}, true
	case ClientKeyMismatch:
		return entry{"CLIENT_KEY_MISMATCH", "tls", false, "The private key does not belong to the client certificate.", "Pair the files as they were issued together."}, true
	case ClientKeyEncrypted:
		return entry{"CLIENT_KEY_ENCRYPTED", "tls", false, "The private key is encrypted with a passphrase.", "Give its password (tls.key_password), or decrypt it: openssl pkey -in key.pem -out plain.pem"}, true
	case ClientCertificateRequired:
		return entry{"CLIENT_CERTIFICATE_REQUIRED", "tls", false, "The server requires a client certificate and none was given.", "Pass cert=(\"cert.pem\", \"key.pem\")."}, true
	case ClientCertificateRejected:
		return entry{"CLIENT_CERTIFICATE_REJECTED", "tls", false, "The server rejected the client certificate.", "Check that it is active, registered with this account and region, and not expired."}, true
	case TLSUnsupported:
		return entry{"TLS_UNSUPPORTED", "tls", false, "The server needs something of TLS that this library's TLS does not have.", "The message names it; only the server's settings can help."}, true
	case HTTPMalformed:
		return entry{"HTTP_MALFORMED", "http", false, "The response is not valid HTTP/1.1.", "Check that the port speaks HTTP."}, true
	case HTTPTruncated:
		return entry{"HTTP_TRUNCATED", "http", true, "The response ended before its announced end.", "Retry if a duplicate does no harm; never use the partial body."}, true
	case HTTPHeaderTooLarge:
		return entry{"HTTP_HEADER_TOO_LARGE", "http", false, "The response header is over the limit.", "Check the server; the limit guards this process."}, true
	case HTTPBodyTooLarge:
		return entry{"HTTP_BODY_TOO_LARGE", "http", false, "The response body is over max_body.", "Raise max_body= if the size is expected."}, true
	case HTTPTooManyRedirects:
		return entry{"HTTP_TOO_MANY_REDIRECTS", "http", false, "The server redirected more often than allowed.", "Request the final URL."}, true
	case HTTPRedirectRefused:
		return entry{"HTTP_REDIRECT_REFUSED", "http", false, "A redirect was not followed because it is unsafe.", "Request the target yourself if you trust it."}, true
	case HTTPStatus:
		return entry{"HTTP_STATUS", "http", false, "The response has an error status; the detail is the status.", "See the response body."}, true
	case HTTPTooManyInformational:
		return entry{"HTTP_TOO_MANY_INFORMATIONAL", "http", false, "The server sent more than 16 informational (1xx) responses.", "Check the server."}, true
	case HTTPBodyUndecodable:
		return entry{"HTTP_BODY_UNDECODABLE", "http", false, "The body of the response is not in the coding that its header names.", "Report it to the server's owner, or take the body as it comes (client.decode=false, decode=False)."}, true
	case RequestBodyFailed:
		return entry{"REQUEST_BODY_FAILED", "http", false, "The body of the request could not be read, or not again for a repeat.", "Check the file or iterator that gives it; its length must be what was announced."}, true
	case TopicInvalid:
		return entry{"TOPIC_INVALID", "publish", false, "The topic is empty, not UTF-8, holds a wildcard or NUL, or is \".\" or \"..\".", "Publish to one concrete topic."}, true
	case TopicTooLong:
		return entry{"TOPIC_TOO_LONG", "publish", false, "The topic is over 256 bytes (AWS IoT quota; $aws/rules/name/ not counted).", "Shorten the topic."}, true
	case TopicTooDeep:
		return entry{"TOPIC_TOO_DEEP", "publish", false, "The topic has more than 7 slashes (AWS IoT quota; $aws/rules/name/ not counted).", "Use fewer levels."}, true
	case PayloadTooLarge:
		return entry{"PAYLOAD_TOO_LARGE", "publish", false, "The payload is over 128 KB (131,072 bytes, AWS IoT quota).", "Split or compress the message."}, true
	case MessageInvalid:
		return entry{"MESSAGE_INVALID", "publish", false, "A property of the message has a value that AWS IoT does not take.", "Correct the property that the message names."}, true
	case EndpointInvalid:
		return entry{"ENDPOINT_INVALID", "publish", false, "The endpoint is not the host name of a data endpoint.", "Use the account's data endpoint: aws iot describe-endpoint --endpoint-type iot:Data-ATS"}, true
	case PublishForbidden:
		return entry{"PUBLISH_FORBIDDEN", "publish", false, "AWS IoT refused the publish (401 or 403).", "Attach a policy that allows iot:Publish on this topic; HTTPS has no client id, so ${iot:ClientId} never matches."}, true
	case PublishNoClientCertificate:
		return entry{"PUBLISH_NO_CLIENT_CERTIFICATE", "publish", false, "AWS IoT saw no client certificate (Missing Authentication Token).", "Use port 443 with ALPN x-amzn-http-ca, or port 8443; check that no proxy ends TLS in between."}, true
	case PublishThrottled:
		return entry{"PUBLISH_THROTTLED", "publish", true, "AWS IoT throttles this account or connection (429).", "Slow down and retry."}, true
	case PublishRejected:
		return entry{"PUBLISH_REJECTED", "publish", false, "AWS IoT rejected the request; the detail is the HTTP status.", "See the server's message."}, true
	case PublishServerError:
		return entry{"PUBLISH_SERVER_ERROR", "publish", true, "AWS IoT failed (5xx); the message may or may not have been published.", "Retry if a duplicate does no harm (QoS 1 allows it)."}, true
	case PublishUncertain:
		return entry{"PUBLISH_UNCERTAIN", "publish", true, "The message was sent, wholly or in part, and no usable answer came; it may have been published.", "Retry if a duplicate does no harm (QoS 1 allows it)."}, true
	case PublishAnswerInvalid:
		return entry{"PUBLISH_ANSWER_INVALID", "publish", false, "The answer has a good status but is not one of AWS IoT; the message may not have been published. The detail is the status.", "Something answers in the place of AWS IoT (captive portal, proxy): see the excerpt in the message, and connect to the endpoint directly."}, true
	case SignatureEmpty:
		return entry{"SIGNATURE_EMPTY", "verification", false, "The signature is empty.", "Fetch it again from the metadata service."}, true
	case SignatureMalformed:
		return entry{"SIGNATURE_MALFORMED", "verification", false, "The signature is not PKCS#7 SignedData in base64, PEM or DER.", "Pass the answer of .../instance-identity/pkcs7 unchanged."}, true
	case SignatureTrailingData:
		return entry{"SIGNATURE_TRAILING_DATA", "verification", false, "Bytes follow the end of the PKCS#7 message.", "Pass exactly one message."}, true
	case SignatureTooLarge:
		return entry{"SIGNATURE_TOO_LARGE", "verification", false, "The signature is over 64 KiB.", "No instance identity is that large; refuse the sender."}, true
	case SignatureTooDeep:
		return entry{"SIGNATURE_TOO_DEEP", "verification", false, "The ASN.1 is nested too deeply or has too many elements.", "No instance identity looks like that; refuse the sender."}, true
	case SignerMissing:
		return entry{"SIGNER_MISSING", "verification", false, "The message has no signer.", "Fetch it again from the metadata service."}, true
	case SignersMultiple:
		return entry{"SIGNERS_MULTIPLE", "verification", false, "The message has more than one signer.", "Instance identities have exactly one; refuse the sender."}, true
	case SignerUntrusted:
		return entry{"SIGNER_UNTRUSTED", "verification", false, "The signer is not one of the pinned certificates.", "Somebody else signed this. If the cloud rotated its certificate, pass certificates=."}, true
	case AlgorithmUnsupported:
		return entry{"ALGORITHM_UNSUPPORTED", "verification", false, "The digest or signature algorithm is not supported.", "Refuse the sender, or update Sallyport."}, true
	case DigestTooWeak:
		return entry{"DIGEST_TOO_WEAK", "verification", false, "The digest algorithm is weaker than min_digest.", "Alibaba signs with SHA-1: leave min_digest out for it."}, true
	case AlgorithmMismatch:
		return entry{"ALGORITHM_MISMATCH", "verification", false, "The message names different algorithms for the same thing.", "Refuse the sender."}, true
	case DigestMismatch:
		return entry{"DIGEST_MISMATCH", "verification", false, "The signed digest is not that of the content.", "The document was changed after signing."}, true
	case ContentTypeMismatch:
		return entry{"CONTENT_TYPE_MISMATCH", "verification", false, "The content is not plain data, or the signed attributes disagree.", "Refuse the sender."}, true
	case SignatureInvalid:
		return entry{"SIGNATURE_INVALID", "verification", false, "The signature does not verify with the pinned certificate.", "The document was changed, or another document or audience was signed."}, true
	case DocumentMissing:
		return entry{"DOCUMENT_MISSING", "verification", false, "The signature carries no document and none was given.", "Pass document=, fetched at the same time."}, true
	case DocumentMismatch:
		return entry{"DOCUMENT_MISMATCH", "verification", false, "The given document is not the one that was signed.", "Fetch document and signature again, at the same time."}, true
	case DocumentMalformed:
		return entry{"DOCUMENT_MALFORMED", "verification", false, "The document is not a flat JSON object in UTF-8.", "Pass the answer of .../instance-identity/document unchanged."}, true
	case DocumentDuplicateField:
		return entry{"DOCUMENT_DUPLICATE_FIELD", "verification", false, "The document names a field twice.", "Somebody injected a field, for example through the audience: refuse the sender."}, true
	case DocumentMissingField:
		return entry{"DOCUMENT_MISSING_FIELD", "verification", false, "The document lacks a field that every instance has.", "Refuse the sender."}, true
	case AudienceMissing:
		return entry{"AUDIENCE_MISSING", "verification", false, "An audience is expected and the document has none.", "Fetch the signature with ?audience=."}, true
	case AudienceMismatch:
		return entry{"AUDIENCE_MISMATCH", "verification", false, "The document was signed for another audience.", "Somebody replays an identity made for another party: refuse it."}, true
	case AudienceUnexpected:
		return entry{"AUDIENCE_UNEXPECTED", "verification", false, "The document has an audience and none is expected.", "Pass audience=, the value that you asked the instance to use."}, true
	case IdentityStale:
		return entry{"IDENTITY_STALE", "verification", false, "The identity is older than max_age, or its age cannot be known.", "Use a fresh audience from new_audience() for each request."}, true
	case CertificateNotValidNow:
		return entry{"CERTIFICATE_NOT_VALID_NOW", "verification", false, "The pinned certificate is not valid at the given time.", "Check the clock, or pass the current certificates=."}, true
	case PolicyAccount:
		return entry{"POLICY_ACCOUNT", "verification", false, "The account is not in accounts=.", "The instance is genuine but not allowed."}, true
	case PolicyRegion:
		return entry{"POLICY_REGION", "verification", false, "The region is not in regions=.", "The instance is genuine but not allowed."}, true
	case PolicyZone:
		return entry{"POLICY_ZONE", "verification", false, "The zone is not in zones=.", "The instance is genuine but not allowed."}, true
	case PolicyInstance:
		return entry{"POLICY_INSTANCE", "verification", false, "The instance is not in instances=.", "The instance is genuine but not allowed."}, true
	case PolicyImage:
		return entry{"POLICY_IMAGE", "verification", false, "The image is not in images=.", "The instance is genuine but not allowed."}, true
	case PolicyInstanceType:
		return entry{"POLICY_INSTANCE_TYPE", "verification", false, "The instance type is not in instance_types=.", "The instance is genuine but not allowed."}, true
	case IdentityReplayed:
		return entry{"IDENTITY_REPLAYED", "verification", false, "This identity was presented before.", "Use a fresh audience for each request."}, true
	case PinMalformed:
		return entry{"PIN_MALFORMED", "usage", false, "A pinned certificate cannot be parsed.", "Pass PEM or DER certificates, each as a whole."}, true
	case AlgorithmForbidden:
		return entry{"ALGORITHM_FORBIDDEN", "verification", false, "The crypto policy of this process forbids the digest or key of the signature.", "Alibaba signs with SHA-1, which GODEBUG=fips140=only forbids: verify in a process without it."}, true
	case MetadataUnreachable:
		return entry{"METADATA_UNREACHABLE", "network", true, "The metadata service does not answer.", "It answers only on an instance of that cloud; elsewhere pass endpoint=."}, true
	case MetadataRefused:
		return entry{"METADATA_REFUSED", "http", false, "The metadata service refused the request; the detail is the HTTP status.", "In security hardening mode a token is needed: do not set token_ttl=0, and let no proxy add X-Forwarded-For."}, true
	case MetadataMalformed:
		return entry{"METADATA_MALFORMED", "http", false, "The metadata service's answer cannot be used.", "Check endpoint=; something else may be answering there."}, true
	case MetadataTokenUnanswered:
		return entry{"METADATA_TOKEN_UNANSWERED", "timeout", true, "The metadata service does not answer the request for a token.", "The answer may not travel this far: raise the hop limit of the instance's metadata options (containers need 2), or let a firewall pass it; token_ttl=0 asks without a token."}, true
	case Panic:
		return entry{"PANIC", "internal", false, "The operation panicked; its handle is closed, everything else goes on.", "Please report it with the message."}, true
	case Forked:
		return entry{"FORKED", "internal", false, "This result was made in the parent process, before fork().", "Repeat the call in the child; objects such as Signer and Client keep working."}, true
	case CoreMissing:
		return entry{"CORE_MISSING", "internal", false, "libsallyport-core.so was not found.", "Keep it beside libsallyport.so, or set SALLYPORT_CORE_LIBRARY."}, true
	case CoreLoadFailed:
		return entry{"CORE_LOAD_FAILED", "internal", false, "libsallyport-core.so cannot be loaded.", "See the loader's text in the message; both files must be of the same version."}, true
	case AddressSpaceLimit:
		return entry{"ADDRESS_SPACE_LIMIT", "internal", false, "A memory limit of this process (RLIMIT_AS, RLIMIT_DATA) is too small to start the Go runtime.", "Raise it: ulimit -v unlimited, or by about 2 GiB; ulimit -d by about 150 MiB."}, true
	case LibcUnsupported:
		return entry{"LIBC_UNSUPPORTED", "internal", false, "This C library (musl) cannot load a Go shared library.", "Use an image with glibc."}, true
	case OutOfMemory:
		return entry{"OUT_OF_MEMORY", "internal", false, "Memory could not be allocated.", "Free memory and try again."}, true
	case Internal:
		return entry{"INTERNAL", "internal", false, "A state that should not occur.", "Please report it with the message."}, true
	case ThreadLimit:
		return entry{"THREAD_LIMIT", "internal", true, "The process may not start the threads that the Go runtime needs.", "Raise ulimit -u, the cgroup's pids.max or the sandbox's thread limit."}, true
	}
	return entry{}, false
}
