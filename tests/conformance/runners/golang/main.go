// Command golang runs the conformance suite's calls on the core packages.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/diagnose"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
	"github.com/sallyport/sallyport/core/iot"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

var entries = map[string]func(*wire.Frame) (*wire.Frame, error){
	"sign": sign, "sign_chunks": signChunks, "presign_post": presignPost, "presign": presign, "verify": verify, "audience": audience, "publish": publish,
	"request": request, "error": errorRow, "endpoint": lookup, "explain": explained, "diagnose": diagnosed, "explain_request": explainedRequest, "inspect": inspected, "verify_request": verifyRequest, "verify_chunks": verifyChunks, "verify_post": verifyPost, "resign": resign, "resign_chunks": resignChunks, "diagnose_error": diagnosedError,
	"stream": stream, "trust_report": reported, "prepare": prepare, "refresh": refresh, "session": session, "role": role, "token": tokens, "event_encode": eventEncode, "event_decode": eventDecode, "metadata_get": metadataGet, "metadata_identity": metadataIdentity,
}

// noObject are the arguments that Go can leave out, by entry point.
var noObject = map[string]string{
	"sign": "request", "sign_chunks": "request", "presign": "request", "request": "request", "publish": "message", "prepare": "message", "verify": "input", "verify_request": "request", "resign": "request",
}

func main() {
	if err := wire.Serve(os.Stdin, os.Stdout, answer); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func answer(call *wire.Frame) *wire.Frame {
	entry, ok := entries[call.Head]
	if !ok {
		return frame(wire.Unsupported, "reason", "not in Go")
	}
	if null, ok := call.Lookup("null"); ok && null != "header_name" && noObject[call.Head] != null {
		return frame(wire.Unsupported, "reason", "Go has no null for this")
	}
	if call.Get("closed") == "true" && call.Head == "prepare" {
		return frame(wire.Unsupported, "reason", "it needs no connection")
	}
	if call.Get("closed") == "true" && (call.Head == "sign" || call.Head == "sign_chunks" || call.Head == "explain" || call.Head == "presign" || strings.HasPrefix(call.Head, "verify") || call.Head == "resign") {
		return frame(wire.Unsupported, "reason", "nothing to close")
	}
	if audience, ok := call.Lookup("audience"); ok && audience == "" && call.Head == "metadata_identity" {
		return frame(wire.Unsupported, "reason", "an empty audience is none")
	}
	if strings.HasPrefix(call.Get("timeout_ms"), "-") {
		return frame(wire.Unsupported, "reason", "a negative time is no limit")
	}
	for _, field := range call.Fields {
		if strings.HasPrefix(field.Key, "type:") {
			return frame(wire.Unsupported, "reason", "the compiler refuses it")
		}
		if strings.HasPrefix(field.Key, "key:") {
			return frame(wire.Unsupported, "reason", "settings are fields of a struct")
		}
		if strings.HasPrefix(field.Key, "option:") && len(field.Value) > 16<<20 {
			return frame(wire.Unsupported, "reason", "a field of a struct has no limit")
		}
	}
	result, err := entry(call)
	if err == nil {
		return result
	}
	var e *fault.Error
	if !errors.As(err, &e) {
		return frame(wire.Error, "code", "-1", "name", "NOT_A_FAULT", "message", err.Error())
	}
	return frame(wire.Error, "code", strconv.Itoa(int(e.Code)), "name", e.Code.Name(), "message", e.Error(), "cause", e.CauseID)
}

func frame(head string, keysAndValues ...string) *wire.Frame {
	f := &wire.Frame{Head: head}
	for i := 0; i < len(keysAndValues); i += 2 {
		f.Add(keysAndValues[i], keysAndValues[i+1])
	}
	return f
}

// ---- Options ----

// options are taken one by one; what is left over has no place in Go.
type options map[string]string

func (o options) take(key string) string {
	value := o[key]
	delete(o, key)
	return value
}

func (o options) list(key string) []string {
	value, ok := o[key]
	if !ok {
		return nil
	}
	delete(o, key)
	return append([]string{}, strings.FieldsFunc(value, func(r rune) bool { return r == '\n' })...)
}

func (o options) number(key string) int {
	n, _ := strconv.Atoi(o.take(key))
	return n
}

func (o options) choice(key string) *bool {
	value, ok := o[key]
	if !ok {
		return nil
	}
	delete(o, key)
	choice := value == "true"
	return &choice
}

func (o options) done() error {
	if len(o) != 0 {
		return fmt.Errorf("options that the runner does not know: %v", slices.Sorted(maps.Keys(o)))
	}
	return nil
}

func (o options) signing() sigv4.Options {
	session := o.choice("sign.session_token")
	return sigv4.Options{
		Credentials: credentials.Credentials{
			AccessKeyID: o.take("credentials.access_key_id"), SecretAccessKey: o.take("credentials.secret_access_key"),
			SessionToken: o.take("credentials.session_token"),
		},
		Region: o.take("sign.region"), Service: o.take("sign.service"), Scheme: o.take("sign.scheme"),
		DoubleEncode: o.choice("sign.double_encode"), NormalizePath: o.choice("sign.normalize_path"),
		ContentSHA256: o.choice("sign.content_sha256"), OmitSessionToken: session != nil && !*session,
		Bucket: o.take("sign.bucket"), AdditionalHeaders: o.list("sign.additional_headers"), Rand: rand.Reader,
	}
}

// environment are the variables that a call gives; nil: none.
func (o options) environment() func(string) (string, bool) {
	given := map[string]string{}
	for key, value := range o {
		if name, ok := strings.CutPrefix(key, "env."); ok {
			given[name] = value
			delete(o, key)
		}
	}
	if len(given) == 0 {
		return nil
	}
	return func(name string) (string, bool) { value, ok := given[name]; return value, ok }
}

func (o options) reaching() (client.Options, error) {
	table, err := dial.ParseTable(o.list("client.resolve"))
	if err != nil {
		return client.Options{}, err
	}
	verify := o.choice("tls.verify")
	policy, err := trust.New(trust.Options{
		Insecure: verify != nil && !*verify, CAFile: o.take("tls.ca_file"), CADir: o.take("tls.ca_dir"),
		CABytes: []byte(o.take("tls.ca_bytes")), CertPEM: []byte(o.take("tls.cert")), KeyPEM: []byte(o.take("tls.key")),
		CertFile: o.take("tls.cert_file"), KeyFile: o.take("tls.key_file"), SPKIPins: o.list("tls.spki_pins"),
	})
	if err != nil {
		return client.Options{}, err
	}
	out := client.Options{Resolve: table, Trust: policy, Proxy: o.take("client.proxy"), ALPN: o.list("client.alpn"), Env: o.environment()}
	out.RequireALPN = out.ALPN != nil
	if allow := o.list("client.allow"); allow != nil {
		if out.Allow, err = dial.ParseAllow(allow); err != nil {
			return client.Options{}, err
		}
	}
	out.Timeouts = client.Timeouts{
		Total: milliseconds(o.take("client.timeout")), Connect: milliseconds(o.take("client.connect_timeout")),
		TLS: milliseconds(o.take("client.tls_timeout")), Read: milliseconds(o.take("client.read_timeout")),
	}
	if o.take("client.cookies") == "none" {
		out.Cookies = client.NoCookies
	}
	if _, ok := o["client.retries"]; ok {
		if out.Retries = o.number("client.retries"); out.Retries == 0 {
			out.Retries = -1
		}
	}
	return out, nil
}

func headers(call *wire.Frame, key string) []sigv4.Header {
	var out []sigv4.Header
	for _, field := range call.Fields {
		if field.Key == key {
			name, value, _ := strings.Cut(field.Value, ": ")
			out = append(out, sigv4.Header{Name: name, Value: value})
		}
	}
	return out
}

func milliseconds(text string) time.Duration {
	n, _ := strconv.ParseInt(text, 10, 64)
	return time.Duration(n) * time.Millisecond
}

func seconds(text string) time.Time {
	n, _ := strconv.ParseInt(text, 10, 64)
	return time.Unix(n, 0)
}

// ---- Entry points ----

// signers are kept by their options: calls with the same ones share a signer.
var signers = map[string]*sigv4.Signer{}

func newSigner(call *wire.Frame) (*sigv4.Signer, error) {
	o := options(call.Options())
	key := fmt.Sprintf("%q", o)
	if signer, ok := signers[key]; ok {
		return signer, nil
	}
	signer, err := sigv4.New(o.signing())
	if err == nil {
		err = o.done()
	}
	if err == nil {
		signers[key] = signer
	}
	return signer, err
}

func signing(call *wire.Frame) (*sigv4.Signer, *sigv4.Request, error) {
	signer, err := newSigner(call)
	if call.Get("null") == "request" {
		return signer, nil, err
	}
	return signer, &sigv4.Request{
		Method: call.Get("method"), URL: call.Get("url"), Headers: headers(call, "header"),
		Body: []byte(call.Get("body")), PayloadHash: call.Get("payload_hash"), Time: seconds(call.Get("time")),
	}, err
}

func lines(headers []sigv4.Header) string {
	var out strings.Builder
	for _, h := range headers {
		out.WriteString(h.Name + ": " + h.Value + "\r\n")
	}
	return out.String()
}

func signed(s *sigv4.SignedRequest, steps sigv4.Steps) *wire.Frame {
	return frame(wire.OK, "url", s.URL, "headers", lines(s.Headers), "signature", s.Signature,
		"canonical_request", steps.CanonicalRequest, "string_to_sign", steps.StringToSign)
}

// before is in the memory that a caller of an Append function brings.
const before = "before"

func appended(memory []byte, at sigv4.Layout, err error) (*wire.Frame, error) {
	if err != nil {
		return nil, err
	}
	text := strings.TrimPrefix(string(memory), before)
	piece := func(s sigv4.Span) string { return text[s.Start:s.End] }
	return frame(wire.OK, "url", piece(at.URL), "headers", piece(at.Headers), "signature", piece(at.Signature),
		"canonical_request", piece(at.CanonicalRequest), "string_to_sign", piece(at.StringToSign)), nil
}

func sign(call *wire.Frame) (*wire.Frame, error) {
	signer, r, err := signing(call)
	if err != nil {
		return nil, err
	}
	if call.Get("form") == "append" {
		return appended(signer.AppendSign([]byte(before), r))
	}
	steps, _ := signer.Steps(r)
	s, err := signer.Sign(r)
	if err != nil {
		return nil, err
	}
	return signed(s, steps), nil
}

func presign(call *wire.Frame) (*wire.Frame, error) {
	signer, r, err := signing(call)
	if err != nil {
		return nil, err
	}
	n, _ := strconv.ParseInt(call.Get("expires"), 10, 64)
	expires := time.Duration(n) * time.Second
	switch call.Get("form") {
	case "append":
		return appended(signer.AppendPresign([]byte(before), r, expires))
	case "append-url":
		url, err := signer.AppendPresignURL([]byte(before), r, expires)
		return frame(wire.OK, "url", strings.TrimPrefix(string(url), before)), err
	}
	steps, _ := signer.PresignSteps(r, expires)
	s, err := signer.Presign(r, expires)
	if err != nil {
		return nil, err
	}
	return signed(s, steps), nil
}

func verify(call *wire.Frame) (*wire.Frame, error) {
	o := options(call.Options())
	verifier, err := newVerifier(o)
	if err != nil {
		return nil, err
	}
	in := &identity.Claim{Signature: []byte(call.Get("signature")), Now: seconds(call.Get("now"))}
	if document, ok := call.Lookup("document"); ok {
		in.Document = []byte(document)
	}
	in.Audience, in.ExpectAudience = call.Lookup("audience")
	if call.Get("null") == "input" {
		in = nil
	}
	id, err := verifier.Verify(in)
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "raw", string(id.Raw), "provider", id.Provider, "instance_id", id.InstanceID,
		"account_id", id.AccountID, "region_id", id.RegionID, "zone_id", id.ZoneID, "image_id", id.ImageID,
		"instance_type", id.InstanceType, "private_ipv4", id.PrivateIPv4, "mac", id.MAC, "serial_number", id.SerialNumber,
		"create_time", id.CreateTime, "audience", id.Audience, "digest_algorithm", id.DigestAlgorithm,
		"signer_fingerprint", id.SignerFingerprint), nil
}

func newVerifier(o options) (*identity.Verifier, error) {
	pins, err := certificates(o.take("identity.certificates"))
	if err != nil {
		return nil, err
	}
	out := identity.Options{
		Provider: o.take("identity.provider"), Certificates: pins, MinDigest: o.take("identity.min_digest"),
		Accounts: o.list("identity.accounts"), Regions: o.list("identity.regions"), Zones: o.list("identity.zones"),
		Instances: o.list("identity.instances"), Images: o.list("identity.images"),
		InstanceTypes: o.list("identity.instance_types"),
		MaxAge:        time.Duration(o.number("identity.max_age")) * time.Millisecond,
	}
	if err := o.done(); err != nil {
		return nil, err
	}
	return identity.New(out)
}

func audience(*wire.Frame) (*wire.Frame, error) {
	text, err := identity.NewAudience(rand.Reader, time.Now())
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "audience", text), nil
}

func errorRow(call *wire.Frame) (*wire.Frame, error) {
	n, _ := strconv.Atoi(call.Get("code"))
	code := fault.Code(n)
	return frame(wire.OK, "name", code.Name(), "hint", code.Hint(), "category", string(code.Category()),
		"retryable", strconv.FormatBool(code.Retryable())), nil
}

func lookup(call *wire.Frame) (*wire.Frame, error) {
	scope := endpoint.Resolve(call.Get("host"), call.Get("target"))
	return frame(wire.OK, "service", scope.Service, "region", scope.Region), nil
}

func newPublisher(call *wire.Frame) (*iot.Publisher, error) {
	o := options(call.Options())
	reach, err := o.reaching()
	if err != nil {
		return nil, err
	}
	out := iot.Options{Endpoint: o.take("iot.endpoint"), Port: o.number("iot.port"), Client: reach, Service: o.take("iot.service")}
	if o.take("client.sign") == "true" {
		signing := o.signing()
		out.Signing = &signing
	}
	if key, ok := o["iot.authorizer_token_key"]; ok {
		out.Authorizer = &iot.Authorizer{
			Name: o.take("iot.authorizer_name"), TokenKey: key, Token: o.take("iot.authorizer_token"),
			Signature: o.take("iot.authorizer_signature"),
		}
		delete(o, "iot.authorizer_token_key")
	}
	if err := o.done(); err != nil {
		return nil, err
	}
	return iot.New(out)
}

func message(call *wire.Frame) *iot.Message {
	m := &iot.Message{
		Topic: call.Get("topic"), Payload: []byte(call.Get("payload")), Retain: call.Get("retain") == "true",
		ContentType: call.Get("content_type"), ResponseTopic: call.Get("response_topic"),
		CorrelationData: []byte(call.Get("correlation_data")), PayloadFormat: call.Get("payload_format"),
	}
	m.QoS, _ = strconv.Atoi(call.Get("qos"))
	m.MessageExpiry, _ = strconv.ParseInt(call.Get("message_expiry"), 10, 64)
	for _, p := range headers(call, "user_property") {
		m.UserProperties = append(m.UserProperties, iot.Property{Name: p.Name, Value: p.Value})
	}
	if call.Get("null") == "message" {
		return nil
	}
	return m
}

func publish(call *wire.Frame) (*wire.Frame, error) {
	publisher, err := newPublisher(call)
	if err != nil {
		return nil, err
	}
	defer publisher.Close()
	if call.Get("closed") == "true" {
		publisher.Close()
	}
	receipt, err := publisher.Publish(context.Background(), message(call))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "request_id", receipt.RequestID, "trace_id", receipt.TraceID), nil
}

func prepare(call *wire.Frame) (*wire.Frame, error) {
	publisher, err := newPublisher(call)
	if err != nil {
		return nil, err
	}
	defer publisher.Close()
	r, err := publisher.PrepareSigned(message(call), seconds(call.Get("time")))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "method", r.Method, "url", r.URL, "headers", lines(r.Headers), "body", string(r.Body)), nil
}

func request(call *wire.Frame) (*wire.Frame, error) {
	o := options(call.Options())
	reach, err := o.reaching()
	if err == nil {
		err = o.done()
	}
	if err != nil {
		return nil, err
	}
	c, err := client.New(reach)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if call.Get("closed") == "true" {
		c.Close()
	}
	r := &client.Request{
		Method: call.Get("method"), URL: call.Get("url"), Headers: headers(call, "header"), Body: []byte(call.Get("body")),
		Timeout: milliseconds(call.Get("timeout_ms")),
	}
	if call.Get("null") == "request" {
		r = nil
	}
	response, err := c.Do(context.Background(), r)
	if err != nil {
		e := fault.From(err)
		e.CauseID = diagnose.Known(reach, call.Get("url"), err).Cause // as package op does for all others
		return nil, e
	}
	return frame(wire.OK, "status", strconv.Itoa(response.StatusCode), "body", string(response.Body),
		"headers", lines(response.Headers), "alpn", response.Peer.ALPN, "tls_version", response.Peer.TLSVersion), nil
}
