// Code generated from core/op/ops.tsv by make generate. DO NOT EDIT.

package op

import "context"

// The operations.
const (
	SignerNew                 = 1  // A signer, from credentials.*, sign.*, env.*.
	ClientNew                 = 2  // A client, from client.*, tls.*, env.*, and with client.sign from credentials.*, sign.*.
	PublisherNew              = 3  // A publisher, from iot.*, client.*, tls.*, env.*, and with client.sign from credentials.*, sign.*.
	VerifierNew               = 4  // A verifier, from identity.*.
	MetadataNew               = 5  // A client of the instance's metadata service, from metadata.*, client.*.
	SignerSign                = 10 // Signs in the Authorization header.
	SignerPresign             = 11 // Signs in the query.
	SignerPresignBatch        = 12 // Presigns each URL of a column; url is empty.
	SignerExplain             = 13 // Says why a server refused a signature; evidence is lines "name: value".
	RequestInspect            = 14 // Takes a presigned URL or an Authorization header apart; findings is lines "cause: text".
	RequestExplain            = 15 // Says why a server refused a request of any signer, without its secret; evidence is lines "name: value".
	ClientDo                  = 20 // Sends a request and reads its response.
	ClientOpen                = 21 // Begins an exchange whose bodies are not held in memory; upload: the body comes by stream_write.
	StreamResponse            = 22 // Waits for the head of the response; body is empty.
	StreamRead                = 23 // The next bytes of the body, at most size; empty at its end.
	StreamWrite               = 24 // Sends the next bytes of the request's body; fewer are written if the server has answered.
	StreamEnd                 = 25 // Ends the request's body; written is the total.
	ClientDiagnose            = 26 // Says why a connection fails; evidence is lines "name: value".
	ClientTrustReport         = 27 // Where the trusted roots came from; roots are lines "SHA-256<tab>end<tab>place<tab>subject", unusable are lines.
	ErrorDiagnose             = 28 // The diagnosis that an error of this library stands for, such as one of options; cause is "" where the error has none.
	PublisherPublish          = 30 // Publishes a message.
	PublisherPrepare          = 31 // The request that publishes a message, for a host that sends it itself.
	RequestVerifierNew        = 32 // A verifier of incoming requests, from verify.*.
	RequestVerifierRead       = 33 // Whose key an incoming request says that it is signed with, and for what; nothing of it is verified.
	RequestVerifierVerify     = 34 // Verifies the signature of an incoming request with the secret of its key.
	SignerResign              = 35 // Signs an incoming request anew, which somebody signed with other credentials.
	SignerSignChunks          = 36 // Signs the head of a request whose body follows in chunks (or of an event stream); payload_hash says in which form. state is for signer_next_chunk.
	SignerNextChunk           = 37 // What stands before and behind the next chunk of a body on the wire; no data: behind the last one. state is for the next call; time is for event streams.
	SignerPresignPost         = 38 // Signs a POST policy of S3; fields is a JSON object, conditions a JSON array. The result's fields are the further ones of the form, as lines.
	VerifierVerify            = 40 // Verifies an instance identity.
	VerifierVerifyBatch       = 41 // Verifies a row per signature.
	AudienceGenerate          = 42 // A fresh audience: the time and 128 random bits.
	SignerRefresh             = 44 // Waits for credentials if the signer has none that are valid; expires is Unix seconds, "" for never.
	EventEncode               = 46 // A message of an event stream; headers are lines "type<tab>name<tab>value", see core/eventstream.
	EventDecode               = 47 // The message that data begins with; length is its own, and with more than data has there are no headers and no payload yet.
	SignerToken               = 48 // A token of a service that takes a signed request as a password or proof; see package token.
	MetadataIdentity          = 50 // The instance's document and the signature over it.
	MetadataGet               = 51 // The metadata service's answer for one path.
	SignerResignChunks        = 52 // Signs the head of an incoming request anew whose body follows in chunks (or of an event stream); state is for signer_next_chunk, which gets what the incoming chunks hold.
	RequestVerifierNextChunk  = 53 // Takes a piece of an incoming body in chunks, or an event stream, apart: used bytes of data are done with, those from start to end are of the body, or wants bytes are needed; all 0: the body has ended. state is at first that of request_verifier_verify; ended: nothing follows data; time is for event streams.
	RequestVerifierVerifyPost = 54 // Verifies the POST policy of an uploading form, with the secret of the key that x-amz-credential begins with; fields is a JSON object, and size -1 not known: then it is to be compared with min_size and max_size, which are empty without a limit.
	PublisherRefresh          = 55 // Waits for credentials if the publisher signs and has none that are valid, which publisher_prepare does not.
	SignerPrepareSession      = 58 // What the key of credentials.cert has to sign, with credentials.external_key.
	SignerCreateSession       = 59 // Gets credentials from IAM Roles Anywhere with the signature of what signer_prepare_session of the same time gave.
	EndpointLookup            = 60 // The signing name and region of a host; target is the value of X-Amz-Target.
	ClientVerifyCaller        = 62 // Sends a request for GetCallerIdentity that was presented as a proof to STS, and says whose it is; require is header lines that it has to have signed, hosts those of STS with commas between, NULL: AWS's.
	ClientVerifyToken         = 63 // client_verify_caller for the request in a token: of the kind eks for the cluster of that name, or of a login at vault with name as its X-Vault-AWS-IAM-Server-ID, empty: any.
	SignerMfaDevice           = 65 // The MFA device whose code signer_assume_role needs now, with credentials.external_mfa; "" if it needs none. region is that of the credentials.
	SignerAssumeRole          = 66 // Gets credentials of a role whose profile has an mfa_serial; code is what its device shows.
	SignerLog                 = 67 // What was said of the sources of credentials since the last time, a line each with its time, for a log: no secret, no token.
)

// The list %request.
const (
	RequestMethod = iota
	RequestURL
	RequestHeaders
	RequestBody
	RequestPayloadHash
	RequestCount
)

// The list %message.
const (
	MessageTopic = iota
	MessagePayload
	MessageContentType
	MessageResponseTopic
	MessageCorrelationData
	MessagePayloadFormat
	MessageUserProperties
	MessageCount
)

// The list %signed.
const (
	SignedURL = iota
	SignedHeaders
	SignedSignature
	SignedCanonicalRequest
	SignedStringToSign
	SignedCount
)

// The list %chunked.
const (
	ChunkedURL = iota
	ChunkedHeaders
	ChunkedSignature
	ChunkedCanonicalRequest
	ChunkedStringToSign
	ChunkedState
	ChunkedCount
)

// The list %frame.
const (
	FrameHead = iota
	FrameTail
	FrameState
	FrameCount
)

// The list %post.
const (
	PostURL = iota
	PostFields
	PostCount
)

// The list %posted.
const (
	PostedAccessKeyID = iota
	PostedRegion
	PostedService
	PostedSignedAt
	PostedExpiresAt
	PostedKey
	PostedMinSize
	PostedMaxSize
	PostedCount
)

// The list %prepared.
const (
	PreparedMethod = iota
	PreparedURL
	PreparedHeaders
	PreparedCount
)

// The list %response.
const (
	ResponseStatus = iota
	ResponseHeaders
	ResponseBody
	ResponseURL
	ResponseReason
	ResponseAttempts
	ResponsePeerAddress
	ResponseTLSVersion
	ResponseTLSCipher
	ResponseTLSALPN
	ResponseTLSTrust
	ResponseTLSCertificate
	ResponseTimeDNS
	ResponseTimeConnect
	ResponseTimeTLS
	ResponseTimeFirstByte
	ResponseTimeTotal
	ResponseReused
	ResponseHistory
	ResponseNext
	ResponseTrailers
	ResponseIoTRequestID
	ResponseIoTTraceID
	ResponseResigned
	ResponseCredentialsLog
	ResponseCount
)

// The list %identity.
const (
	IdentityRaw = iota
	IdentityProvider
	IdentityInstanceID
	IdentityAccountID
	IdentityRegionID
	IdentityZoneID
	IdentityImageID
	IdentityInstanceType
	IdentityPrivateIPv4
	IdentityMAC
	IdentitySerialNumber
	IdentityCreateTime
	IdentityAudience
	IdentityDigestAlgorithm
	IdentitySignerFingerprint
	IdentityCount
)

// The list %audience.
const (
	AudienceAudience = iota
	AudienceCount
)

// The list %proof.
const (
	ProofDocument = iota
	ProofSignature
	ProofExchanges
	ProofCount
)

// The list %answer.
const (
	AnswerAnswer = iota
	AnswerExchanges
	AnswerCount
)

// The list %chunk.
const (
	ChunkData = iota
	ChunkCount
)

// The list %written.
const (
	WrittenWritten = iota
	WrittenCount
)

// The list %scope.
const (
	ScopeService = iota
	ScopeRegion
	ScopeCount
)

// The list %presigned.
const (
	PresignedURL = iota
	PresignedCount
)

// The list %explanation.
const (
	ExplanationCause = iota
	ExplanationSummary
	ExplanationEvidence
	ExplanationFix
	ExplanationCount
)

// The list %diagnosis.
const (
	DiagnosisCause = iota
	DiagnosisStage
	DiagnosisSummary
	DiagnosisEvidence
	DiagnosisFix
	DiagnosisCount
)

// The list %trust.
const (
	TrustSource = iota
	TrustRoots
	TrustUnusable
	TrustCount
)

// The list %refusal.
const (
	RefusalMethod = iota
	RefusalURL
	RefusalCanonicalRequest
	RefusalStringToSign
	RefusalResponseHeaders
	RefusalResponseBody
	RefusalCount
)

// The list %token.
const (
	TokenToken = iota
	TokenCount
)

// The list %encoded.
const (
	EncodedMessage = iota
	EncodedCount
)

// The list %event.
const (
	EventHeaders = iota
	EventPayload
	EventLength
	EventCount
)

// The list %challenge.
const (
	ChallengeAlgorithm = iota
	ChallengeStringToSign
	ChallengeCount
)

// The list %device.
const (
	DeviceSerial = iota
	DeviceRegion
	DeviceCount
)

// The list %log.
const (
	LogLines = iota
	LogCount
)

// The list %issued.
const (
	IssuedAccessKeyID = iota
	IssuedSecretAccessKey
	IssuedSessionToken
	IssuedExpires
	IssuedSource
	IssuedCount
)

// The list %renewal.
const (
	RenewalAccessKeyID = iota
	RenewalExpires
	RenewalSource
	RenewalCount
)

// The list %caller.
const (
	CallerArn = iota
	CallerAccount
	CallerUserID
	CallerExchanges
	CallerCount
)

// The list %pasted.
const (
	PastedMethod = iota
	PastedURL
	PastedHeaders
	PastedBody
	PastedResponseHeaders
	PastedResponseBody
	PastedCount
)

// The list %claimed.
const (
	ClaimedAccessKeyID = iota
	ClaimedSessionToken
	ClaimedDate
	ClaimedRegion
	ClaimedService
	ClaimedCount
)

// The list %verified.
const (
	VerifiedScheme = iota
	VerifiedCarrier
	VerifiedAccessKeyID
	VerifiedDate
	VerifiedRegion
	VerifiedService
	VerifiedSignedHeaders
	VerifiedSignedAt
	VerifiedExpiresAt
	VerifiedPayload
	VerifiedPayloadHash
	VerifiedFingerprint
	VerifiedState
	VerifiedCount
)

// The list %piece.
const (
	PieceUsed = iota
	PieceStart
	PieceEnd
	PieceWants
	PieceState
	PieceCount
)

// The list %inspection.
const (
	InspectionScheme = iota
	InspectionCarrier
	InspectionAccessKeyID
	InspectionScope
	InspectionRegion
	InspectionService
	InspectionSignedHeaders
	InspectionSignedAt
	InspectionExpiresAt
	InspectionExpires
	InspectionFindings
	InspectionCount
)

// The numbers of signer_sign.
const (
	SignerSignNumberTime = iota
	SignerSignNumberCount
)

// The numbers of signer_presign.
const (
	SignerPresignNumberTime = iota
	SignerPresignNumberExpires
	SignerPresignNumberCount
)

// The numbers of signer_presign_batch.
const (
	SignerPresignBatchNumberTime = iota
	SignerPresignBatchNumberExpires
	SignerPresignBatchNumberCount
)

// The columns of signer_presign_batch.
const (
	SignerPresignBatchColumnURLs = iota
	SignerPresignBatchColumnCount
)

// The numbers of signer_explain.
const (
	SignerExplainNumberStatus = iota
	SignerExplainNumberCount
)

// The texts of request_inspect.
const (
	RequestInspectTextURL = iota
	RequestInspectTextHeaders
	RequestInspectTextCount
)

// The numbers of request_inspect.
const (
	RequestInspectNumberTime = iota
	RequestInspectNumberCount
)

// The numbers of request_explain.
const (
	RequestExplainNumberStatus = iota
	RequestExplainNumberCount
)

// The numbers of client_do.
const (
	ClientDoNumberTimeoutMS = iota
	ClientDoNumberDuplicatesAllowed
	ClientDoNumberMaxRedirects
	ClientDoNumberConnectMS
	ClientDoNumberReadMS
	ClientDoNumberCount
)

// The numbers of client_open.
const (
	ClientOpenNumberTimeoutMS = iota
	ClientOpenNumberDuplicatesAllowed
	ClientOpenNumberMaxRedirects
	ClientOpenNumberUpload
	ClientOpenNumberContentLength
	ClientOpenNumberConnectMS
	ClientOpenNumberReadMS
	ClientOpenNumberCount
)

// The numbers of stream_read.
const (
	StreamReadNumberSize = iota
	StreamReadNumberCount
)

// The texts of stream_write.
const (
	StreamWriteTextData = iota
	StreamWriteTextCount
)

// The texts of client_diagnose.
const (
	ClientDiagnoseTextURL = iota
	ClientDiagnoseTextCount
)

// The numbers of client_diagnose.
const (
	ClientDiagnoseNumberTimeoutMS = iota
	ClientDiagnoseNumberCount
)

// The texts of error_diagnose.
const (
	ErrorDiagnoseTextCause = iota
	ErrorDiagnoseTextMessage
	ErrorDiagnoseTextCount
)

// The numbers of error_diagnose.
const (
	ErrorDiagnoseNumberCode = iota
	ErrorDiagnoseNumberCount
)

// The numbers of publisher_publish.
const (
	PublisherPublishNumberQoS = iota
	PublisherPublishNumberRetain
	PublisherPublishNumberMessageExpiry
	PublisherPublishNumberTimeoutMS
	PublisherPublishNumberConnectMS
	PublisherPublishNumberReadMS
	PublisherPublishNumberCount
)

// The numbers of publisher_prepare.
const (
	PublisherPrepareNumberQoS = iota
	PublisherPrepareNumberRetain
	PublisherPrepareNumberMessageExpiry
	PublisherPrepareNumberTimeoutMS
	PublisherPrepareNumberTime
	PublisherPrepareNumberCount
)

// The texts of request_verifier_read.
const (
	RequestVerifierReadTextMethod = iota
	RequestVerifierReadTextURL
	RequestVerifierReadTextHeaders
	RequestVerifierReadTextCount
)

// The texts of request_verifier_verify.
const (
	RequestVerifierVerifyTextMethod = iota
	RequestVerifierVerifyTextURL
	RequestVerifierVerifyTextHeaders
	RequestVerifierVerifyTextBody
	RequestVerifierVerifyTextSecretAccessKey
	RequestVerifierVerifyTextSessionToken
	RequestVerifierVerifyTextCount
)

// The numbers of request_verifier_verify.
const (
	RequestVerifierVerifyNumberTime = iota
	RequestVerifierVerifyNumberCount
)

// The texts of signer_resign.
const (
	SignerResignTextMethod = iota
	SignerResignTextURL
	SignerResignTextHeaders
	SignerResignTextBody
	SignerResignTextOrigin
	SignerResignTextCount
)

// The numbers of signer_resign.
const (
	SignerResignNumberTime = iota
	SignerResignNumberCount
)

// The numbers of signer_sign_chunks.
const (
	SignerSignChunksNumberTime = iota
	SignerSignChunksNumberContentLength
	SignerSignChunksNumberChunkSize
	SignerSignChunksNumberCount
)

// The texts of signer_next_chunk.
const (
	SignerNextChunkTextState = iota
	SignerNextChunkTextData
	SignerNextChunkTextCount
)

// The numbers of signer_next_chunk.
const (
	SignerNextChunkNumberTime = iota
	SignerNextChunkNumberCount
)

// The texts of signer_presign_post.
const (
	SignerPresignPostTextURL = iota
	SignerPresignPostTextBucket
	SignerPresignPostTextKey
	SignerPresignPostTextFields
	SignerPresignPostTextConditions
	SignerPresignPostTextCount
)

// The numbers of signer_presign_post.
const (
	SignerPresignPostNumberTime = iota
	SignerPresignPostNumberExpires
	SignerPresignPostNumberCount
)

// The texts of verifier_verify.
const (
	VerifierVerifyTextSignature = iota
	VerifierVerifyTextDocument
	VerifierVerifyTextAudience
	VerifierVerifyTextCount
)

// The numbers of verifier_verify.
const (
	VerifierVerifyNumberTime = iota
	VerifierVerifyNumberCount
)

// The numbers of verifier_verify_batch.
const (
	VerifierVerifyBatchNumberTime = iota
	VerifierVerifyBatchNumberCount
)

// The columns of verifier_verify_batch.
const (
	VerifierVerifyBatchColumnSignatures = iota
	VerifierVerifyBatchColumnDocuments
	VerifierVerifyBatchColumnAudiences
	VerifierVerifyBatchColumnCount
)

// The texts of event_encode.
const (
	EventEncodeTextHeaders = iota
	EventEncodeTextPayload
	EventEncodeTextCount
)

// The texts of event_decode.
const (
	EventDecodeTextData = iota
	EventDecodeTextCount
)

// The texts of signer_token.
const (
	SignerTokenTextKind = iota
	SignerTokenTextName
	SignerTokenTextUser
	SignerTokenTextRegion
	SignerTokenTextRole
	SignerTokenTextServer
	SignerTokenTextCount
)

// The numbers of signer_token.
const (
	SignerTokenNumberPort = iota
	SignerTokenNumberAdmin
	SignerTokenNumberCache
	SignerTokenNumberTime
	SignerTokenNumberCount
)

// The texts of metadata_identity.
const (
	MetadataIdentityTextAudience = iota
	MetadataIdentityTextCount
)

// The texts of metadata_get.
const (
	MetadataGetTextPath = iota
	MetadataGetTextCount
)

// The texts of signer_resign_chunks.
const (
	SignerResignChunksTextMethod = iota
	SignerResignChunksTextURL
	SignerResignChunksTextHeaders
	SignerResignChunksTextOrigin
	SignerResignChunksTextCount
)

// The numbers of signer_resign_chunks.
const (
	SignerResignChunksNumberTime = iota
	SignerResignChunksNumberChunkSize
	SignerResignChunksNumberCount
)

// The texts of request_verifier_next_chunk.
const (
	RequestVerifierNextChunkTextState = iota
	RequestVerifierNextChunkTextData
	RequestVerifierNextChunkTextSecretAccessKey
	RequestVerifierNextChunkTextCount
)

// The numbers of request_verifier_next_chunk.
const (
	RequestVerifierNextChunkNumberEnded = iota
	RequestVerifierNextChunkNumberTime
	RequestVerifierNextChunkNumberCount
)

// The texts of request_verifier_verify_post.
const (
	RequestVerifierVerifyPostTextBucket = iota
	RequestVerifierVerifyPostTextFields
	RequestVerifierVerifyPostTextFilename
	RequestVerifierVerifyPostTextSecretAccessKey
	RequestVerifierVerifyPostTextSessionToken
	RequestVerifierVerifyPostTextCount
)

// The numbers of request_verifier_verify_post.
const (
	RequestVerifierVerifyPostNumberSize = iota
	RequestVerifierVerifyPostNumberTime
	RequestVerifierVerifyPostNumberCount
)

// The numbers of signer_prepare_session.
const (
	SignerPrepareSessionNumberTime = iota
	SignerPrepareSessionNumberCount
)

// The texts of signer_create_session.
const (
	SignerCreateSessionTextSignature = iota
	SignerCreateSessionTextCount
)

// The numbers of signer_create_session.
const (
	SignerCreateSessionNumberTime = iota
	SignerCreateSessionNumberCount
)

// The texts of endpoint_lookup.
const (
	EndpointLookupTextHost = iota
	EndpointLookupTextTarget
	EndpointLookupTextCount
)

// The texts of client_verify_caller.
const (
	ClientVerifyCallerTextMethod = iota
	ClientVerifyCallerTextURL
	ClientVerifyCallerTextHeaders
	ClientVerifyCallerTextBody
	ClientVerifyCallerTextRequire
	ClientVerifyCallerTextHosts
	ClientVerifyCallerTextCount
)

// The numbers of client_verify_caller.
const (
	ClientVerifyCallerNumberTimeoutMS = iota
	ClientVerifyCallerNumberTime
	ClientVerifyCallerNumberCount
)

// The texts of client_verify_token.
const (
	ClientVerifyTokenTextKind = iota
	ClientVerifyTokenTextToken
	ClientVerifyTokenTextName
	ClientVerifyTokenTextHosts
	ClientVerifyTokenTextCount
)

// The numbers of client_verify_token.
const (
	ClientVerifyTokenNumberTimeoutMS = iota
	ClientVerifyTokenNumberTime
	ClientVerifyTokenNumberCount
)

// The texts of signer_assume_role.
const (
	SignerAssumeRoleTextCode = iota
	SignerAssumeRoleTextCount
)

// operations are the rows of ops.tsv by number.
var operations = [...]operation{
	SignerNew:                 {name: "signer_new", kind: 0, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesObject, results: []string{}},
	ClientNew:                 {name: "client_new", kind: 0, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesObject, results: []string{}},
	PublisherNew:              {name: "publisher_new", kind: 0, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesObject, results: []string{}},
	VerifierNew:               {name: "verifier_new", kind: 0, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesObject, results: []string{}},
	MetadataNew:               {name: "metadata_new", kind: 0, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesObject, results: []string{}},
	SignerSign:                {name: "signer_sign", kind: 1, texts: []string{"method", "url", "headers", "body", "payload_hash"}, bytes: 0x8, optional: 0x0, numbers: []string{"time"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"url", "headers", "signature", "canonical_request", "string_to_sign"}},
	SignerPresign:             {name: "signer_presign", kind: 1, texts: []string{"method", "url", "headers", "body", "payload_hash"}, bytes: 0x8, optional: 0x0, numbers: []string{"time", "expires"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"url", "headers", "signature", "canonical_request", "string_to_sign"}},
	SignerPresignBatch:        {name: "signer_presign_batch", kind: 1, texts: []string{"method", "url", "headers", "body", "payload_hash"}, bytes: 0x8, optional: 0x0, numbers: []string{"time", "expires"}, columns: []string{"urls"}, optionalColumns: 0x0, gives: givesBatch, results: []string{"url"}},
	SignerExplain:             {name: "signer_explain", kind: 1, texts: []string{"method", "url", "canonical_request", "string_to_sign", "response_headers", "response_body"}, bytes: 0x20, optional: 0x0, numbers: []string{"status"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"cause", "summary", "evidence", "fix"}},
	RequestInspect:            {name: "request_inspect", kind: 0, texts: []string{"url", "headers"}, bytes: 0x0, optional: 0x0, numbers: []string{"time"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"scheme", "carrier", "access_key_id", "scope", "region", "service", "signed_headers", "signed_at", "expires_at", "expires", "findings"}},
	RequestExplain:            {name: "request_explain", kind: 0, texts: []string{"method", "url", "headers", "body", "response_headers", "response_body"}, bytes: 0x28, optional: 0x8, numbers: []string{"status"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"cause", "summary", "evidence", "fix"}},
	ClientDo:                  {name: "client_do", kind: 2, texts: []string{"method", "url", "headers", "body", "payload_hash"}, bytes: 0x8, optional: 0x0, numbers: []string{"timeout_ms", "duplicates_allowed", "max_redirects", "connect_ms", "read_ms"}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"status", "headers", "body", "url", "reason", "attempts", "peer.address", "tls.version", "tls.cipher", "tls.alpn", "tls.trust", "tls.certificate", "time.dns", "time.connect", "time.tls", "time.first_byte", "time.total", "reused", "history", "next", "trailers", "iot.request_id", "iot.trace_id", "resigned", "credentials.log"}},
	ClientOpen:                {name: "client_open", kind: 2, texts: []string{"method", "url", "headers", "body", "payload_hash"}, bytes: 0x8, optional: 0x0, numbers: []string{"timeout_ms", "duplicates_allowed", "max_redirects", "upload", "content_length", "connect_ms", "read_ms"}, columns: []string{}, optionalColumns: 0x0, gives: givesObject, results: []string{}},
	StreamResponse:            {name: "stream_response", kind: 21, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"status", "headers", "body", "url", "reason", "attempts", "peer.address", "tls.version", "tls.cipher", "tls.alpn", "tls.trust", "tls.certificate", "time.dns", "time.connect", "time.tls", "time.first_byte", "time.total", "reused", "history", "next", "trailers", "iot.request_id", "iot.trace_id", "resigned", "credentials.log"}},
	StreamRead:                {name: "stream_read", kind: 21, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{"size"}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"data"}},
	StreamWrite:               {name: "stream_write", kind: 21, texts: []string{"data"}, bytes: 0x1, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"written"}},
	StreamEnd:                 {name: "stream_end", kind: 21, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"written"}},
	ClientDiagnose:            {name: "client_diagnose", kind: 2, texts: []string{"url"}, bytes: 0x0, optional: 0x0, numbers: []string{"timeout_ms"}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"cause", "stage", "summary", "evidence", "fix"}},
	ClientTrustReport:         {name: "client_trust_report", kind: 2, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"source", "roots", "unusable"}},
	ErrorDiagnose:             {name: "error_diagnose", kind: 0, texts: []string{"cause", "message"}, bytes: 0x0, optional: 0x0, numbers: []string{"code"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"cause", "stage", "summary", "evidence", "fix"}},
	PublisherPublish:          {name: "publisher_publish", kind: 3, texts: []string{"topic", "payload", "content_type", "response_topic", "correlation_data", "payload_format", "user_properties"}, bytes: 0x12, optional: 0x0, numbers: []string{"qos", "retain", "message_expiry", "timeout_ms", "connect_ms", "read_ms"}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"status", "headers", "body", "url", "reason", "attempts", "peer.address", "tls.version", "tls.cipher", "tls.alpn", "tls.trust", "tls.certificate", "time.dns", "time.connect", "time.tls", "time.first_byte", "time.total", "reused", "history", "next", "trailers", "iot.request_id", "iot.trace_id", "resigned", "credentials.log"}},
	PublisherPrepare:          {name: "publisher_prepare", kind: 3, texts: []string{"topic", "payload", "content_type", "response_topic", "correlation_data", "payload_format", "user_properties"}, bytes: 0x12, optional: 0x0, numbers: []string{"qos", "retain", "message_expiry", "timeout_ms", "time"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"method", "url", "headers"}},
	RequestVerifierNew:        {name: "request_verifier_new", kind: 0, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesObject, results: []string{}},
	RequestVerifierRead:       {name: "request_verifier_read", kind: 32, texts: []string{"method", "url", "headers"}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"access_key_id", "session_token", "date", "region", "service"}},
	RequestVerifierVerify:     {name: "request_verifier_verify", kind: 32, texts: []string{"method", "url", "headers", "body", "secret_access_key", "session_token"}, bytes: 0x8, optional: 0x8, numbers: []string{"time"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"scheme", "carrier", "access_key_id", "date", "region", "service", "signed_headers", "signed_at", "expires_at", "payload", "payload_hash", "fingerprint", "state"}},
	SignerResign:              {name: "signer_resign", kind: 1, texts: []string{"method", "url", "headers", "body", "origin"}, bytes: 0x8, optional: 0x18, numbers: []string{"time"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"url", "headers", "signature", "canonical_request", "string_to_sign"}},
	SignerSignChunks:          {name: "signer_sign_chunks", kind: 1, texts: []string{"method", "url", "headers", "body", "payload_hash"}, bytes: 0x8, optional: 0x0, numbers: []string{"time", "content_length", "chunk_size"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"url", "headers", "signature", "canonical_request", "string_to_sign", "state"}},
	SignerNextChunk:           {name: "signer_next_chunk", kind: 1, texts: []string{"state", "data"}, bytes: 0x2, optional: 0x0, numbers: []string{"time"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"head", "tail", "state"}},
	SignerPresignPost:         {name: "signer_presign_post", kind: 1, texts: []string{"url", "bucket", "key", "fields", "conditions"}, bytes: 0x0, optional: 0x0, numbers: []string{"time", "expires"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"url", "fields"}},
	VerifierVerify:            {name: "verifier_verify", kind: 4, texts: []string{"signature", "document", "audience"}, bytes: 0x3, optional: 0x6, numbers: []string{"time"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"raw", "provider", "instance_id", "account_id", "region_id", "zone_id", "image_id", "instance_type", "private_ipv4", "mac", "serial_number", "create_time", "audience", "digest_algorithm", "signer_fingerprint"}},
	VerifierVerifyBatch:       {name: "verifier_verify_batch", kind: 4, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{"time"}, columns: []string{"signatures", "documents", "audiences"}, optionalColumns: 0x6, gives: givesBatch, results: []string{"raw", "provider", "instance_id", "account_id", "region_id", "zone_id", "image_id", "instance_type", "private_ipv4", "mac", "serial_number", "create_time", "audience", "digest_algorithm", "signer_fingerprint"}},
	AudienceGenerate:          {name: "audience_generate", kind: 0, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"audience"}},
	SignerRefresh:             {name: "signer_refresh", kind: 1, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"access_key_id", "expires", "source"}},
	EventEncode:               {name: "event_encode", kind: 0, texts: []string{"headers", "payload"}, bytes: 0x2, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"message"}},
	EventDecode:               {name: "event_decode", kind: 0, texts: []string{"data"}, bytes: 0x1, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"headers", "payload", "length"}},
	SignerToken:               {name: "signer_token", kind: 1, texts: []string{"kind", "name", "user", "region", "role", "server"}, bytes: 0x0, optional: 0x0, numbers: []string{"port", "admin", "cache", "time"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"token"}},
	MetadataIdentity:          {name: "metadata_identity", kind: 5, texts: []string{"audience"}, bytes: 0x0, optional: 0x1, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"document", "signature", "exchanges"}},
	MetadataGet:               {name: "metadata_get", kind: 5, texts: []string{"path"}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"answer", "exchanges"}},
	SignerResignChunks:        {name: "signer_resign_chunks", kind: 1, texts: []string{"method", "url", "headers", "origin"}, bytes: 0x0, optional: 0x8, numbers: []string{"time", "chunk_size"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"url", "headers", "signature", "canonical_request", "string_to_sign", "state"}},
	RequestVerifierNextChunk:  {name: "request_verifier_next_chunk", kind: 32, texts: []string{"state", "data", "secret_access_key"}, bytes: 0x2, optional: 0x0, numbers: []string{"ended", "time"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"used", "start", "end", "wants", "state"}},
	RequestVerifierVerifyPost: {name: "request_verifier_verify_post", kind: 32, texts: []string{"bucket", "fields", "filename", "secret_access_key", "session_token"}, bytes: 0x0, optional: 0x0, numbers: []string{"size", "time"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"access_key_id", "region", "service", "signed_at", "expires_at", "key", "min_size", "max_size"}},
	PublisherRefresh:          {name: "publisher_refresh", kind: 3, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"access_key_id", "expires", "source"}},
	SignerPrepareSession:      {name: "signer_prepare_session", kind: 1, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{"time"}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"algorithm", "string_to_sign"}},
	SignerCreateSession:       {name: "signer_create_session", kind: 1, texts: []string{"signature"}, bytes: 0x1, optional: 0x0, numbers: []string{"time"}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"access_key_id", "secret_access_key", "session_token", "expires", "source"}},
	EndpointLookup:            {name: "endpoint_lookup", kind: 0, texts: []string{"host", "target"}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"service", "region"}},
	ClientVerifyCaller:        {name: "client_verify_caller", kind: 2, texts: []string{"method", "url", "headers", "body", "require", "hosts"}, bytes: 0x8, optional: 0x20, numbers: []string{"timeout_ms", "time"}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"arn", "account", "user_id", "exchanges"}},
	ClientVerifyToken:         {name: "client_verify_token", kind: 2, texts: []string{"kind", "token", "name", "hosts"}, bytes: 0x0, optional: 0x8, numbers: []string{"timeout_ms", "time"}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"arn", "account", "user_id", "exchanges"}},
	SignerMfaDevice:           {name: "signer_mfa_device", kind: 1, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"serial", "region"}},
	SignerAssumeRole:          {name: "signer_assume_role", kind: 1, texts: []string{"code"}, bytes: 0x0, optional: 0x1, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesResponse, results: []string{"access_key_id", "secret_access_key", "session_token", "expires", "source"}},
	SignerLog:                 {name: "signer_log", kind: 1, texts: []string{}, bytes: 0x0, optional: 0x0, numbers: []string{}, columns: []string{}, optionalColumns: 0x0, gives: givesSpans, results: []string{"lines"}},
}

// construct makes the object of a kind.
func construct(kind uint32, o *Options, s System) (object, error) {
	switch kind {
	case SignerNew:
		return newSigner(o, s)
	case ClientNew:
		return newClient(o, s)
	case PublisherNew:
		return newPublisher(o, s)
	case VerifierNew:
		return newVerifier(o, s)
	case MetadataNew:
		return newMetadata(o, s)
	case RequestVerifierNew:
		return newRequestVerifier(o, s)
	}
	return nil, unknownOperation(kind)
}

// run runs an operation that does not wait; on is of its kind.
func run(s *System, on object, c *Call) error {
	switch c.Op {
	case SignerSign:
		return on.(*Signer).sign(c)
	case SignerPresign:
		return on.(*Signer).presign(c)
	case SignerPresignBatch:
		return on.(*Signer).presignBatch(c)
	case SignerExplain:
		return on.(*Signer).explain(c)
	case RequestInspect:
		return requestInspect(s, c)
	case RequestExplain:
		return requestExplain(s, c)
	case ClientOpen:
		return on.(*Client).open(c)
	case StreamEnd:
		return on.(*Stream).end(c)
	case ClientTrustReport:
		return on.(*Client).trustReport(c)
	case ErrorDiagnose:
		return errorDiagnose(s, c)
	case PublisherPrepare:
		return on.(*Publisher).prepare(c)
	case RequestVerifierRead:
		return on.(*RequestVerifier).read(c)
	case RequestVerifierVerify:
		return on.(*RequestVerifier).verify(c)
	case SignerResign:
		return on.(*Signer).resign(c)
	case SignerSignChunks:
		return on.(*Signer).signChunks(c)
	case SignerNextChunk:
		return on.(*Signer).nextChunk(c)
	case SignerPresignPost:
		return on.(*Signer).presignPost(c)
	case VerifierVerify:
		return on.(*Verifier).verify(c)
	case VerifierVerifyBatch:
		return on.(*Verifier).verifyBatch(c)
	case AudienceGenerate:
		return audienceGenerate(s, c)
	case EventEncode:
		return eventEncode(s, c)
	case EventDecode:
		return eventDecode(s, c)
	case SignerToken:
		return on.(*Signer).token(c)
	case SignerResignChunks:
		return on.(*Signer).resignChunks(c)
	case RequestVerifierNextChunk:
		return on.(*RequestVerifier).nextChunk(c)
	case RequestVerifierVerifyPost:
		return on.(*RequestVerifier).verifyPost(c)
	case SignerPrepareSession:
		return on.(*Signer).prepareSession(c)
	case EndpointLookup:
		return endpointLookup(s, c)
	case SignerMfaDevice:
		return on.(*Signer).mfaDevice(c)
	case SignerLog:
		return on.(*Signer).log(c)
	}
	return unknownOperation(c.Op)
}

// prepare copies what an operation that waits needs of c; the function that it
// returns waits.
func prepare(on object, c *Call) (func(context.Context) ([][]byte, error), error) {
	switch c.Op {
	case ClientDo:
		return on.(*Client).do(c)
	case StreamResponse:
		return on.(*Stream).response(c)
	case StreamRead:
		return on.(*Stream).read(c)
	case StreamWrite:
		return on.(*Stream).write(c)
	case ClientDiagnose:
		return on.(*Client).diagnose(c)
	case PublisherPublish:
		return on.(*Publisher).publish(c)
	case SignerRefresh:
		return on.(*Signer).refresh(c)
	case MetadataIdentity:
		return on.(*Metadata).identity(c)
	case MetadataGet:
		return on.(*Metadata).get(c)
	case PublisherRefresh:
		return on.(*Publisher).refresh(c)
	case SignerCreateSession:
		return on.(*Signer).createSession(c)
	case ClientVerifyCaller:
		return on.(*Client).verifyCaller(c)
	case ClientVerifyToken:
		return on.(*Client).verifyToken(c)
	case SignerAssumeRole:
		return on.(*Signer).assumeRole(c)
	}
	return nil, unknownOperation(c.Op)
}
