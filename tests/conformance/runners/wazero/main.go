// Command wazero runs the conformance suite's calls on package wasm/host. Its
// argument is the module.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing/iotest"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/tests/conformance/wire"
	"github.com/sallyport/sallyport/wasm/host"
)

type runner struct {
	module *host.Runtime
	// signers are kept by their options: calls with the same ones share a signer.
	signers map[string]*host.Signer
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	module, err := os.ReadFile(os.Args[1])
	if err != nil {
		return err
	}
	cache, err := os.MkdirTemp("", "sallyport-conformance-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(cache) }()
	ctx := context.Background()
	loopback := &host.Network{Allow: []string{"127.0.0.1:*", "255.255.255.255:*"}}
	runtime, err := host.New(ctx, module, host.Config{CacheDir: cache, Network: loopback})
	if err != nil {
		return err
	}
	defer func() { _ = runtime.Close(ctx) }()
	return wire.Serve(os.Stdin, os.Stdout, (&runner{runtime, map[string]*host.Signer{}}).answer)
}

func (r *runner) answer(call *wire.Frame) *wire.Frame {
	entry, ok := map[string]func(context.Context, *wire.Frame) (*wire.Frame, error){
		"sign": r.sign, "sign_chunks": r.signChunks, "presign_post": r.presignPost, "explain": r.explain, "explain_request": r.explainRequest, "inspect": r.inspect, "verify_request": r.verifyRequest, "verify_chunks": r.verifyChunks, "verify_post": r.verifyPost, "resign": r.resign, "resign_chunks": r.resignChunks, "diagnose": r.diagnose, "diagnose_error": r.diagnoseError, "trust_report": r.trustReport, "presign": r.presign, "verify": r.verify, "audience": r.audience,
		"presign_batch": r.presignBatch, "verify_batch": r.verifyBatch,
		"publish": r.publish, "request": r.request, "stream": r.stream, "error": errorRow, "endpoint": r.endpoint,
		"prepare": r.prepare, "refresh": r.refresh, "session": r.session, "token": r.token, "event_encode": r.eventEncode, "event_decode": r.eventDecode, "metadata_get": r.metadataGet, "metadata_identity": r.metadataIdentity,
	}[call.Head]
	if !ok {
		return frame(wire.Unsupported, "reason", "not in wazero")
	}
	if reason := unsupported(call); reason != "" {
		return frame(wire.Unsupported, "reason", reason)
	}
	result, err := entry(context.Background(), call)
	if err == nil {
		return result
	}
	var e *fault.Error
	if !errors.As(err, &e) {
		return frame(wire.Error, "code", "-1", "name", "NOT_A_FAULT", "message", err.Error())
	}
	return frame(wire.Error, "code", strconv.Itoa(int(e.Code)), "name", e.Code.Name(), "message", e.Error(), "cause", e.CauseID)
}

// noObject are the arguments that can be nil, by entry point.
var noObject = map[string]string{
	"sign": "request", "sign_chunks": "request", "presign": "request", "presign_batch": "request", "request": "request", "publish": "message", "prepare": "message", "explain": "refusal",
	"verify": "input", "verify_request": "request", "resign": "request", "verify_batch": "signatures",
}

func unsupported(call *wire.Frame) string {
	for name := range call.Options() {
		if strings.HasSuffix(name, "_file") || strings.HasSuffix(name, "_dir") {
			return "a module has no files"
		}
	}
	for _, field := range call.Fields {
		switch {
		case strings.HasPrefix(field.Key, "type:"):
			return "the compiler refuses it"
		case field.Key == "url:null", field.Key == "audience:null":
			return "a row that is a string is never null"
		case field.Key == "offset":
			return "rows are a slice of Go"
		case field.Key == "null" && field.Value != "header_name" && field.Value != noObject[call.Head]:
			return "Go has no null for this"
		case call.Head == "metadata_identity" && field.Key == "audience" && field.Value == "",
			call.Head == "verify" && field.Key == "document" && field.Value == "":
			return "what is empty is not given"
		}
	}
	return ""
}

// settings are the options, which all have keys here.
func settings(call *wire.Frame) host.Options {
	options := call.Options()
	for _, field := range call.Fields {
		if key, ok := strings.CutPrefix(field.Key, "key:"); ok {
			options[key] = field.Value
		}
	}
	return options
}

// given returns nil if the call leaves this argument out.
func given[T any](call *wire.Frame, what string, argument *T) *T {
	if call.Get("null") == what {
		return nil
	}
	return argument
}

func frame(head string, keysAndValues ...string) *wire.Frame {
	f := &wire.Frame{Head: head}
	for i := 0; i < len(keysAndValues); i += 2 {
		f.Add(keysAndValues[i], keysAndValues[i+1])
	}
	return f
}

func headers(call *wire.Frame, key string) []host.Header {
	var out []host.Header
	for _, field := range call.Fields {
		if field.Key == key {
			name, value, _ := strings.Cut(field.Value, ": ")
			out = append(out, host.Header{Name: name, Value: value})
		}
	}
	return out
}

func milliseconds(text string) time.Duration {
	n, _ := strconv.ParseInt(text, 10, 64)
	return time.Duration(n) * time.Millisecond
}

func seconds(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	n, _ := strconv.ParseInt(text, 10, 64)
	return time.Unix(n, 0)
}

func toRequest(call *wire.Frame) *host.Request {
	return &host.Request{
		Method: call.Get("method"), URL: call.Get("url"), Headers: headers(call, "header"), Body: []byte(call.Get("body")),
		PayloadHash: call.Get("payload_hash"), Time: seconds(call.Get("time")), Timeout: milliseconds(call.Get("timeout_ms")),
	}
}

// closeFirst closes the object if the call is to find it closed.
func closeFirst(call *wire.Frame, object interface{ Close() }) {
	if call.Get("closed") == "true" {
		object.Close()
	}
}

func (r *runner) signer(ctx context.Context, call *wire.Frame) (*host.Signer, error) {
	key := fmt.Sprintf("%q", map[string]string(settings(call)))
	if signer, ok := r.signers[key]; ok && call.Get("closed") == "" {
		return signer, nil
	}
	signer, err := r.module.NewSigner(ctx, settings(call))
	switch {
	case err != nil:
	case call.Get("closed") == "true":
		signer.Close()
	default:
		r.signers[key] = signer
	}
	return signer, err
}

func (r *runner) sign(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.signer(ctx, call)
	if err != nil {
		return nil, err
	}
	return signed(signer.Sign(ctx, given(call, "request", toRequest(call))))
}

func (r *runner) explain(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.signer(ctx, call)
	if err != nil {
		return nil, err
	}
	s, err := signer.Sign(ctx, toRequest(call))
	if err != nil {
		return nil, err
	}
	status, _ := strconv.Atoi(call.Get("status"))
	e, err := signer.Explain(ctx, given(call, "refusal", &host.Refusal{
		Signed: s, Method: call.Get("method"), Status: status, Headers: headers(call, "answer_header"), Body: []byte(call.Get("answer_body")),
	}))
	if err != nil {
		return nil, err
	}
	return explanation(e), nil
}

func explanation(e *host.Explanation) *wire.Frame {
	return frame(wire.OK, "cause", e.Cause, "summary", e.Summary, "evidence", lines(e.Evidence), "fix", e.Fix)
}

func (r *runner) explainRequest(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	p := &host.Pasted{
		Method: call.Get("method"), URL: call.Get("url"), Headers: headers(call, "header"),
		ResponseHeaders: headers(call, "answer_header"), ResponseBody: []byte(call.Get("answer_body")),
	}
	p.Status, _ = strconv.Atoi(call.Get("status"))
	if body, ok := call.Lookup("body"); ok {
		p.Body = []byte(body)
	}
	e, err := r.module.Explain(ctx, given(call, "pasted", p))
	if err != nil {
		return nil, err
	}
	return explanation(e), nil
}

func (r *runner) inspect(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	now, _ := strconv.ParseInt(call.Get("now"), 10, 64)
	i, err := r.module.Inspect(ctx, call.Get("url"), headers(call, "header"), time.Unix(now, 0))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "scheme", i.Scheme, "carrier", i.Carrier, "access_key_id", i.AccessKeyID, "scope", i.Scope, "region", i.Region,
		"service", i.Service, "signed_headers", i.SignedHeaders, "signed_at", i.SignedAt, "expires_at", i.ExpiresAt, "expires", i.Expires,
		"findings", lines(i.Findings)), nil
}

func (r *runner) presign(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.signer(ctx, call)
	if err != nil {
		return nil, err
	}
	n, _ := strconv.ParseInt(call.Get("expires"), 10, 64)
	return signed(signer.Presign(ctx, given(call, "request", toRequest(call)), time.Duration(n)*time.Second))
}

func lines(headers []host.Header) (out string) {
	for _, h := range headers {
		out += h.Name + ": " + h.Value + "\r\n"
	}
	return out
}

func signed(s *host.Signed, err error) (*wire.Frame, error) {
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "url", s.URL, "headers", lines(s.Headers), "signature", s.Signature,
		"canonical_request", s.CanonicalRequest, "string_to_sign", s.StringToSign), nil
}

func (r *runner) verify(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	verifier, err := r.module.NewVerifier(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer verifier.Close()
	closeFirst(call, verifier)
	claim := &host.Claim{
		Signature: []byte(call.Get("signature")), Document: []byte(call.Get("document")), Now: seconds(call.Get("now")),
	}
	claim.Audience, claim.ExpectAudience = call.Lookup("audience")
	id, err := verifier.Verify(ctx, given(call, "input", claim))
	if err != nil {
		return nil, err
	}
	return identity(id), nil
}

func identity(id *host.Identity) *wire.Frame {
	return frame(wire.OK, "raw", string(id.Raw), "provider", id.Provider, "instance_id", id.InstanceID,
		"account_id", id.AccountID, "region_id", id.RegionID, "zone_id", id.ZoneID, "image_id", id.ImageID,
		"instance_type", id.InstanceType, "private_ipv4", id.PrivateIPv4, "mac", id.MAC, "serial_number", id.SerialNumber,
		"create_time", id.CreateTime, "audience", id.Audience, "digest_algorithm", id.DigestAlgorithm,
		"signer_fingerprint", id.SignerFingerprint)
}

func (r *runner) audience(ctx context.Context, _ *wire.Frame) (*wire.Frame, error) {
	text, err := r.module.NewAudience(ctx)
	return frame(wire.OK, "audience", text), err
}

func (r *runner) publish(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	publisher, err := r.module.NewPublisher(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer publisher.Close()
	closeFirst(call, publisher)
	response, err := publisher.Publish(ctx, given(call, "message", message(call)))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "request_id", response.RequestID, "trace_id", response.TraceID), nil
}

func message(call *wire.Frame) *host.Message {
	m := &host.Message{
		Topic: call.Get("topic"), Payload: []byte(call.Get("payload")), Retain: call.Get("retain") == "true",
		ContentType: call.Get("content_type"), ResponseTopic: call.Get("response_topic"),
		CorrelationData: []byte(call.Get("correlation_data")), PayloadFormat: call.Get("payload_format"),
		UserProperties: headers(call, "user_property"),
	}
	m.QoS, _ = strconv.Atoi(call.Get("qos"))
	expiry, _ := strconv.ParseInt(call.Get("message_expiry"), 10, 64)
	m.MessageExpiry = time.Duration(expiry) * time.Second
	return m
}

func (r *runner) prepare(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	publisher, err := r.module.NewPublisher(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer publisher.Close()
	closeFirst(call, publisher)
	request, err := publisher.Prepare(ctx, given(call, "message", message(call)), seconds(call.Get("time")))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "method", request.Method, "url", request.URL, "headers", lines(request.Headers),
		"body", string(request.Body)), nil
}

func (r *runner) request(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	client, err := r.module.NewClient(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer client.Close()
	closeFirst(call, client)
	response, err := client.Do(ctx, given(call, "request", toRequest(call)))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "status", strconv.Itoa(response.StatusCode), "body", string(response.Body),
		"headers", lines(response.Headers), "alpn", response.Peer.ALPN, "tls_version", response.Peer.TLSVersion), nil
}

// stream is request with both bodies in pieces, and smaller ones than anybody chooses.
func (r *runner) stream(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	client, err := r.module.NewClient(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer client.Close()
	request := toRequest(call)
	if request.Body = nil; call.Get("body") != "" {
		request.BodyReader, request.ContentLength = iotest.HalfReader(strings.NewReader(call.Get("body"))), int64(len(call.Get("body")))
	}
	response, err := client.Stream(ctx, request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(iotest.OneByteReader(response.Body))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "status", strconv.Itoa(response.StatusCode), "body", string(body), "headers", lines(response.Headers)), nil
}

func (r *runner) diagnoseError(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	code, _ := strconv.Atoi(call.Get("code"))
	e := fault.New(fault.Code(code), "%s", call.Get("message"))
	e.CauseID = call.Get("cause")
	d, err := r.module.DiagnoseError(ctx, e)
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "cause", d.Cause, "stage", d.Stage), nil
}

func (r *runner) diagnose(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	client, err := r.module.NewClient(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer client.Close()
	closeFirst(call, client)
	d, err := client.Diagnose(ctx, call.Get("url"))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "cause", d.Cause, "stage", d.Stage, "summary", d.Summary, "evidence", lines(d.Evidence), "fix", d.Fix), nil
}

func (r *runner) trustReport(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	client, err := r.module.NewClient(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer client.Close()
	report, err := client.TrustReport(ctx)
	if err != nil {
		return nil, err
	}
	roots := ""
	for _, one := range report.Roots {
		roots += strings.Join([]string{one.SHA256, one.NotAfter, one.Place, one.Subject}, "\t") + "\n"
	}
	return frame(wire.OK, "source", report.Source, "roots", roots, "unusable", strings.Join(report.Unusable, "\n")), nil
}

func (r *runner) endpoint(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	scope, err := r.module.Endpoint(ctx, call.Get("host"), call.Get("target"))
	return frame(wire.OK, "service", scope.Service, "region", scope.Region), err
}

// errorRow: errors of package host are of core/fault, and so is their table.
func errorRow(_ context.Context, call *wire.Frame) (*wire.Frame, error) {
	n, _ := strconv.Atoi(call.Get("code"))
	code := fault.Code(n)
	return frame(wire.OK, "name", code.Name(), "hint", code.Hint(), "category", string(code.Category()),
		"retryable", strconv.FormatBool(code.Retryable())), nil
}
