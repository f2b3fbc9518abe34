package iot

import (
	"fmt"
	"net/http"
	"sync"

	"github.com/sallyport/sallyport/tests/lab/aws"
	"github.com/sallyport/sallyport/tests/lab/wire"
)

// Service takes publishes on both ports.
type Service struct {
	Signatures *aws.Verifier
	Region     string
	Authorizer *Authorizer

	mu        sync.Mutex
	throttled bool // the last publish to lab/throttled-once was
}

// ServeHTTP takes POST /topics/{topic}. The journal gets the message, decoded.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := wire.Body(r)
	caller, refused := s.caller(r, body)
	if refused != nil {
		refused.write(w)
		return
	}
	wire.Note(r, "caller", caller)
	if r.Method != http.MethodPost {
		(&refusal{http.StatusMethodNotAllowed, "MethodNotAllowedException", "use POST"}).write(w)
		return
	}
	message, refused := parse(r, body)
	if refused == nil {
		refused = s.provoked(message.Topic)
	}
	if refused != nil {
		refused.write(w)
		return
	}
	wire.Note(r, "message", message)
	answer(w, http.StatusOK, "OK")
}

// Failures are the topics that do not take messages, and what they do instead.
var Failures = map[string]string{
	"lab/denied":         "403 ForbiddenException: no policy allows it",
	"lab/throttled":      "429 ThrottlingException, always",
	"lab/throttled-once": "429 ThrottlingException, and OK when repeated",
	"lab/failing":        "500 InternalFailureException, always",
	"lab/silent":         "the connection is closed without an answer",
}

func (s *Service) provoked(topic string) *refusal {
	switch topic {
	case "lab/denied":
		return forbidden("")
	case "lab/throttled":
		return throttling
	case "lab/throttled-once":
		s.mu.Lock()
		defer s.mu.Unlock()
		s.throttled = !s.throttled
		if s.throttled {
			return throttling
		}
	case "lab/failing":
		return &refusal{http.StatusInternalServerError, "InternalFailureException", "internal failure"}
	case "lab/silent":
		panic(http.ErrAbortHandler)
	}
	return nil
}

// refusal is an error answer of AWS IoT.
type refusal struct {
	status  int
	kind    string
	message string
}

var throttling = &refusal{http.StatusTooManyRequests, "ThrottlingException", "Rate exceeded"}

func invalid(format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, "InvalidRequestException", fmt.Sprintf(format, args...)}
}

// forbidden has an empty message when a policy, not the authentication, says no.
func forbidden(message string) *refusal {
	return &refusal{http.StatusForbidden, "ForbiddenException", message}
}

func (f *refusal) write(w http.ResponseWriter) {
	w.Header().Set("x-amzn-ErrorType", f.kind+":")
	answer(w, f.status, f.message)
}

func answer(w http.ResponseWriter, status int, message string) {
	w.Header().Set("x-amzn-RequestId", wire.NewID())
	body := map[string]any{"message": message, "traceId": wire.NewID()}
	if message == "" {
		body["message"] = nil
	}
	wire.WriteJSON(w, status, "application/json", body)
}
