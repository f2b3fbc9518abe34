package conformance

import (
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

const iotEndpoint = "a1b2c3d4e5f6g7-ats.iot.us-west-2.amazonaws.com"

// iotCases are the records of tests/vectors/iot, see README.md there.
func iotCases(t *testing.T, w *world) []testCase {
	message := strings.Fields("topic payload qos retain content_type response_topic correlation_data payload_format message_expiry user_property")
	keys := append(strings.Fields("name comment auth payload_b64 payload_size answer answer_header answer_body expect sent"+
		" want.path want.query want.header. want.user_properties want.request_id want.trace_id"), message...)
	var cases []testCase
	for _, r := range records(t, "../vectors/iot/*.txt", keys...) {
		c := testCase{row: "publish", family: "iot", name: r.get("name"), expect: r.get("expect"), want: map[string]string{}}
		c.call = wire.Frame{Head: "publish"}
		for _, line := range r.lines {
			if slices.Contains(message, line[0]) && line[0] != "payload" {
				c.call.Add(line[0], line[1])
			}
			if key, ok := strings.CutPrefix(line[0], "want."); ok && (key == "request_id" || key == "trace_id") {
				c.want[key] = line[1]
			}
		}
		payload := payloadOf(t, &r)
		c.call.Add("payload", payload)
		w.authenticate(t, &r, &c.call)
		c.world = func(t *testing.T, call *wire.Frame) func(*testing.T) { return w.service(t, &r, call, payload) }
		cases = append(cases, c)
		if _, answered := r.lookup("answer"); !answered {
			cases = append(cases, prepared(c, &r, payload))
		}
	}
	return cases
}

// prepared is the vector for who sends the request in another way.
func prepared(c testCase, r *record, payload string) testCase {
	c.row, c.call, c.world = "prepare", *c.clone(), nil
	c.call.Head = c.row
	c.call.Add("time", "1782907200")
	c.judge = func(t *testing.T, answer *wire.Frame) {
		request := &http.Request{Method: answer.Get("method"), Header: http.Header{}}
		for line := range strings.SplitSeq(answer.Get("headers"), "\r\n") {
			if name, value, ok := strings.Cut(line, ": "); ok {
				request.Header.Add(name, value)
			}
		}
		target, ok := strings.CutPrefix(answer.Get("url"), "https://"+iotEndpoint)
		if !ok {
			t.Fatalf("the URL is %q", answer.Get("url"))
		}
		request.Host = iotEndpoint
		checkPublish(t, r, &received{target, iotEndpoint, request, []byte(answer.Get("body"))}, payload)
	}
	return c
}

func payloadOf(t *testing.T, r *record) string {
	if size, ok := r.lookup("payload_size"); ok {
		n, err := strconv.Atoi(size)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Repeat("x", n)
	}
	payload, _ := r.bytes(t, "payload")
	return payload
}

func (w *world) authenticate(t *testing.T, r *record, call *wire.Frame) {
	switch auth := r.get("auth"); auth {
	case "certificate":
		call.Add("option:tls.cert", w.client.pem())
		call.Add("option:tls.key", w.client.keyPEM(t))
	case "signature":
		call.Add("option:client.sign", "true")
		call.Add("option:credentials.access_key_id", "AKIDEXAMPLE")
		call.Add("option:credentials.secret_access_key", iotSecret)
		call.Add("option:sign.region", "us-west-2")
	case "authorizer":
		call.Add("option:iot.authorizer_name", "guard")
		call.Add("option:iot.authorizer_token_key", "token")
		call.Add("option:iot.authorizer_token", "open sesame")
		call.Add("option:iot.authorizer_signature", "c2ln")
	default:
		t.Fatalf("%s: unknown auth %q", r.get("name"), auth)
	}
	call.Add("option:client.retries", "0")
	call.Add("option:tls.ca_bytes", w.ca.pem())
	call.Add("option:iot.endpoint", iotEndpoint)
}

// service starts the stand-in of AWS IoT and says in the call where it is.
func (w *world) service(t *testing.T, r *record, call *wire.Frame, payload string) func(*testing.T) {
	status, given := r.lookup("answer")
	if !given {
		status = "200"
	}
	var headers []string
	for _, line := range r.lines {
		if line[0] == "answer_header" {
			headers = append(headers, line[1])
		}
	}
	answer := response(status, r.get("answer_body"), headers...)
	if status == "close" {
		answer = nil
	}
	config := w.config(w.servers["good"].chain(w.intermediate), tls.VersionTLS13)
	config.ClientAuth, config.NextProtos = tls.RequestClientCert, []string{"x-amzn-http-ca"}
	if r.get("auth") != "certificate" {
		config.NextProtos = nil
	}
	s := serve(t, answer, func(c net.Conn) net.Conn { return tls.Server(c, config) })
	call.Add("option:iot.port", s.port)
	call.Add("option:client.resolve", iotEndpoint+":"+s.port+":127.0.0.1")
	return func(t *testing.T) {
		seen := s.seen()
		if r.get("sent") == "no" {
			if len(seen) != 0 {
				t.Errorf("sent %s", seen[0].target)
			}
			return
		}
		if len(seen) != 1 {
			t.Fatalf("the service saw %d requests", len(seen))
		}
		checkPublish(t, r, &seen[0], payload)
	}
}

func checkPublish(t *testing.T, r *record, got *received, payload string) {
	equal := func(what, value, want string) {
		t.Helper()
		if value != want {
			t.Errorf("%s is %q, want %q", what, value, want)
		}
	}
	equal("method", got.http.Method, http.MethodPost)
	equal("SNI", got.sni, iotEndpoint)
	path, query, _ := strings.Cut(got.target, "?")
	if want, ok := r.lookup("want.path"); ok {
		pairs := strings.Split(query, "&")
		slices.Sort(pairs)
		equal("path", path, want)
		equal("query", strings.Join(pairs, "&"), r.get("want.query"))
		if !bytes.Equal(got.body, []byte(payload)) {
			t.Errorf("the payload of %d bytes is not that of %d which was given", len(got.body), len(payload))
		}
	} else {
		return // about the answer
	}
	const properties = "X-Amz-Mqtt5-User-Properties"
	if want := r.get("want.user_properties"); want != "" || got.http.Header.Get(properties) != "" {
		equal("user properties", canonicalJSON(t, got.http.Header.Get(properties)), canonicalJSON(t, base64.StdEncoding.EncodeToString([]byte(want))))
	}
	named := map[string]bool{properties: true}
	for _, line := range r.lines {
		if name, ok := strings.CutPrefix(line[0], "want.header."); ok {
			equal(name, got.http.Header.Get(name), line[1])
			named[http.CanonicalHeaderKey(name)] = true
		}
	}
	if r.get("auth") == "signature" {
		checkSignature(t, got)
		named["X-Amz-Date"], named["X-Amz-Content-Sha256"] = true, true
	} else if got.http.Header.Get("Authorization") != "" {
		t.Error("a request that was not to be signed is")
	}
	for name := range got.http.Header {
		if strings.HasPrefix(name, "X-Amz") && !named[name] {
			t.Errorf("header %s was sent", name)
		}
	}
}

func canonicalJSON(t *testing.T, text string) string {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatalf("not base64: %q", text)
	}
	var list []map[string]string
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatalf("not the JSON of user properties: %q", b)
	}
	out, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
