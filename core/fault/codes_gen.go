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
	// REQUEST_UNSIGNED: The request carries no signature.
	RequestUnsigned Code = 1220
	// REQUEST_MALFORMED: The request, or what it says about its signature, cannot be read.
	RequestMalformed Code = 1221
	// REQUEST_AMBIGUOUS: The request says one thing in two places.
	RequestAmbiguous Code = 1222
	// REQUEST_SCHEME_REFUSED: The request is signed with an algorithm that is not verified here.
	RequestSchemeRefused Code = 1223
	// REQUEST_HEADER_UNSIGNED: A header that has to be signed is not.
	RequestHeaderUnsigned Code = 1224
	// REQUEST_HEADER_MISSING: A header that was signed is not in the request.
	RequestHeaderMissing Code = 1225
	// REQUEST_KEY_UNKNOWN: Nobody is known by the access key id of the request.
	RequestKeyUnknown Code = 1226
	// REQUEST_SIGNATURE_WRONG: The signature is not the one that the secret makes of this request.
	RequestSignatureWrong Code = 1227
	// REQUEST_TIME_SKEWED: The time of the signature is too far from now.
	RequestTimeSkewed Code = 1228
	// REQUEST_EXPIRED: The presigned URL, or the POST policy, has expired.
	RequestExpired Code = 1229
	// REQUEST_PAYLOAD_CHANGED: The body is not the one whose hash was signed.
	RequestPayloadChanged Code = 1230
	// REQUEST_TOKEN_WRONG: The session token is not that of the credentials.
	RequestTokenWrong Code = 1231
	// REQUEST_SCOPE_REFUSED: The request is signed for a date, region or service other than is taken here.
	RequestScopeRefused Code = 1232
	// REQUEST_REPLAYED: This request was presented before.
	RequestReplayed Code = 1233
	// REQUEST_STREAMED: The body of the request has chunks that are signed one by one.
	RequestStreamed Code = 1234
	// REQUEST_POLICY_REFUSED: The form does not meet its POST policy, or has a field that no condition is about.
	RequestPolicyRefused Code = 1235
	// CHUNKS_UNSUPPORTED: The service does not take a body in signed chunks.
	ChunksUnsupported Code = 1250
	// EVENT_MALFORMED: A message of an event stream is not one, or over a limit.
	EventMalformed Code = 1251
	// CHUNK_MALFORMED: A body in chunks is not framed as its headers say.
	ChunkMalformed Code = 1252
	// CHUNK_MISMATCH: A chunk, a trailer or a checksum of a body is not what was signed.
	ChunkMismatch Code = 1253
	// CREDENTIALS_STALE: The credentials have not been fetched yet, or have expired, and this call does not wait for others.
	CredentialsStale Code = 1260
	// CREDENTIALS_REFUSED: The source of the credentials refused to give any; the detail is the HTTP status.
	CredentialsRefused Code = 1261
	// CREDENTIALS_ANSWER_MALFORMED: The source's answer holds no credentials that could be used.
	CredentialsAnswerMalformed Code = 1262
	// CREDENTIAL_PROCESS_FAILED: The program of credential_process gave no credentials.
	CredentialProcessFailed Code = 1263
	// SSO_SESSION_EXPIRED: The sign-in to AWS (IAM Identity Center, console) or Alibaba Cloud (CloudSSO, OAuth) is over, or there was none.
	SSOSessionExpired Code = 1264
	// CREDENTIALS_HOST_NOT_ALLOWED: AWS_CONTAINER_CREDENTIALS_FULL_URI names a host that must not get the container's token.
	CredentialsHostNotAllowed Code = 1265
	// PROFILE_INCOMPLETE: A profile, or the environment, names a source of credentials and not all that the source needs.
	ProfileIncomplete Code = 1266
	// CREDENTIALS_FILE_UNREADABLE: The file with a token for the source of the credentials cannot be used.
	CredentialsFileUnreadable Code = 1267
	// CREDENTIALS_NOT_KEPT: The credentials that a body or an event stream was begun with are not here.
	CredentialsNotKept Code = 1280
	// MFA_CODE_NEEDED: A role needs the code that an MFA device shows, and only a person has that.
	MFACodeNeeded Code = 1284
	// KEY_SIGNATURE_MISMATCH: A signature that was made outside of the library is not one of the certificate's key.
	KeySignatureMismatch Code = 1290
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
	// WRITE_FAILED: The request could not be written completely, and no response says why.
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
	// RATE_TOO_LOW: The peer sends the response more slowly than min_rate allows.
	RateTooLow Code = 1510
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
	// PUBLISH_ANSWER_INVALID: The answer has a good status, or redirects, but is not one of AWS IoT; the message may not have been published. The detail is the status.
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
		RequestUnsigned,
		RequestMalformed,
		RequestAmbiguous,
		RequestSchemeRefused,
		RequestHeaderUnsigned,
		RequestHeaderMissing,
		RequestKeyUnknown,
		RequestSignatureWrong,
		RequestTimeSkewed,
		RequestExpired,
		RequestPayloadChanged,
		RequestTokenWrong,
		RequestScopeRefused,
		RequestReplayed,
		RequestStreamed,
		RequestPolicyRefused,
		ChunksUnsupported,
		EventMalformed,
		ChunkMalformed,
		ChunkMismatch,
		CredentialsStale,
		CredentialsRefused,
		CredentialsAnswerMalformed,
		CredentialProcessFailed,
		SSOSessionExpired,
		CredentialsHostNotAllowed,
		ProfileIncomplete,
		CredentialsFileUnreadable,
		CredentialsNotKept,
		MFACodeNeeded,
		KeySignatureMismatch,
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
		RateTooLow,
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
