package iot

import (
	"strings"
	"unicode"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
	"github.com/sallyport/sallyport/core/json"
)

// answer is the body of the service, good or bad.
type answer struct{ Message, TraceID string }

// readAnswer reads a JSON object.
func readAnswer(body string) (a answer, ok bool) {
	r := json.Read(body)
	for v, more := r.Next(); more; v, more = r.Next() {
		var into *string
		switch {
		case v.Depth == 0 && v.Kind != json.Object:
			return answer{}, false
		case v.Depth != 1:
			continue
		case strings.EqualFold(v.Name, "message"):
			into = &a.Message
		case strings.EqualFold(v.Name, "traceId"):
			into = &a.TraceID
		default:
			continue
		}
		switch {
		case v.Kind == json.String:
			*into = v.Text
		case v.Text != "null":
			return answer{}, false
		}
	}
	return a, r.Err() == nil
}

// noCredentials is what AWS answers when it saw neither a client certificate nor
// a signature.
const noCredentials = "Missing Authentication Token"

// maxAnswer is how much of a body is looked at.
const maxAnswer = 8 << 10

// names are the errors that the API documents, and those that its gateway adds.
// The service names them in a header too, which gets lost behind some gateways.
var names = map[int]string{
	400: "InvalidRequestException",
	401: "UnauthorizedException",
	403: "ForbiddenException",
	405: "MethodNotAllowedException",
	413: "RequestEntityTooLargeException",
	429: "ThrottlingException",
	500: "InternalFailureException",
	503: "ServiceUnavailableException",
}

// receipt returns the receipt of a message that was taken, else an error.
func receipt(r *client.Response, m *Message) (*Receipt, error) {
	body := strings.TrimSpace(string(r.Body[:min(len(r.Body), maxAnswer)]))
	a, readable := readAnswer(body)
	if !readable { // a proxy's page
		a = answer{Message: body}
	}
	id := r.Header("x-amzn-RequestId")
	switch {
	case r.StatusCode < 200 || r.StatusCode > 299:
		return nil, refused(r, a, id, m)
	case r.StatusCode != 200 || len(body) > 0 && !(readable && a.accepts(body)):
		return nil, fault.New(fault.PublishAnswerInvalid, "topic %q: the answer is %d, but it is not that of AWS IoT: %q",
			shorten(m.Topic), r.StatusCode, printable(body)).WithDetail(int32(r.StatusCode))
	}
	return &Receipt{
		StatusCode: r.StatusCode, RequestID: id, TraceID: a.TraceID, Attempts: r.Attempts,
		Elapsed: r.Timings.Total, Peer: r.Peer, Response: r,
	}, nil
}

// accepts reports whether JSON says that the message was taken. The API reference
// has no body, which emulators write as an empty object; the service sends an
// object with a trace id. A captive portal answers 200 too, with a page or an
// object of its own.
func (a answer) accepts(body string) bool {
	return a.TraceID != "" && a.Message == "" || a.Message == "OK" || strings.TrimSpace(body[1:]) == "}"
}

func refused(r *client.Response, a answer, id string, m *Message) error {
	code := fault.PublishRejected
	switch status := r.StatusCode; {
	case (status == 401 || status == 403) && strings.Contains(a.Message, noCredentials):
		code = fault.PublishNoClientCertificate
	case status == 401 || status == 403:
		code = fault.PublishForbidden
	case status == 429:
		code = fault.PublishThrottled
	case status >= 500:
		code = fault.PublishServerError
	case status < 400: // the service redirects nobody
		code = fault.PublishAnswerInvalid
	}
	text := ""
	kind, _, _ := strings.Cut(r.Header("x-amzn-ErrorType"), ":")
	if kind == "" && (a.TraceID != "" || id != "") { // the status of somebody in between means what it likes
		kind = names[r.StatusCode]
	}
	for _, part := range [...]struct{ label, value string }{
		{"", kind}, {"", a.Message}, {"trace id ", a.TraceID}, {"request id ", id},
	} {
		if value := printable(part.value); value != "" {
			text += "; " + part.label + value
		}
	}
	if host, err := grammar.Parse(r.URL); code == fault.PublishForbidden && err == nil {
		if arn := Resource(host.Host, m.Topic); arn != "" {
			text += "; the policy must allow iot:Publish on " + arn
		}
	}
	return fault.New(code, "topic %q: the answer is %d%s", shorten(m.Topic), r.StatusCode, text).WithDetail(int32(r.StatusCode))
}

// printable makes a server's text fit for an error message.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
	return shorten(strings.Join(strings.Fields(s), " "))
}
