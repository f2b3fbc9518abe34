package aws

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/sallyport/sallyport/tests/lab/wire"
)

// Service answers for the AWS names of one region.
type Service struct {
	Verifier *Verifier
	Region   string
}

// targets gives the signing name of each JSON service, by the prefix of X-Amz-Target. It is
// not the first label of the host: the host autoscaling serves three of them.
var targets = map[string]string{
	"AnyScaleScalingPlannerFrontendService": "autoscaling-plans",
	"AnyScaleFrontendService":               "application-autoscaling",
	"DynamoDB_20120810":                     "dynamodb",
}

// ServeHTTP takes the JSON protocol (X-Amz-Target) and the query protocol (Action).
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if target := r.Header.Get("X-Amz-Target"); r.Method == http.MethodPost && target != "" {
		s.serveJSON(w, r, target)
		return
	}
	parameters := r.URL.Query()
	if r.Method == http.MethodPost {
		form, err := url.ParseQuery(string(wire.Body(r)))
		if err != nil {
			refuse(malformed, "The form is malformed: %v", err).writeXML(w)
			return
		}
		for name, values := range form {
			parameters[name] = append(parameters[name], values...)
		}
	}
	if action := parameters.Get("Action"); action != "" {
		s.serveQuery(w, r, action)
		return
	}
	productPage(w, r)
}

// productPage is where AWS sends requests that name no operation: to its web site.
func productPage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Location", "https://aws.amazon.com/"+label(r.Host))
	w.WriteHeader(http.StatusFound)
}

func (s *Service) serveJSON(w http.ResponseWriter, r *http.Request, target string) {
	prefix, operation, _ := strings.Cut(target, ".")
	service, ok := targets[prefix]
	if !ok {
		productPage(w, r)
		return
	}
	body := wire.Body(r)
	if !s.verified(r, body, service, (*Refusal).writeJSON, w) {
		return
	}
	var input map[string]any
	switch {
	case !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-amz-json-"):
		refuse(noAction, "The Content-Type is not application/x-amz-json-1.1.").writeJSON(w)
	case json.Unmarshal(body, &input) != nil:
		refuse(malformed, "The request body is not a JSON object.").writeJSON(w)
	case service == "autoscaling-plans" && operation == "DescribeScalingPlans":
		w.Header().Set("x-amzn-RequestId", wire.NewID())
		wire.WriteJSON(w, http.StatusOK, jsonType, scalingPlans)
	default:
		refuse(noAction, "Unknown operation: %s", target).writeJSON(w)
	}
}

func (s *Service) serveQuery(w http.ResponseWriter, r *http.Request, action string) {
	service := label(r.Host)
	if !s.verified(r, wire.Body(r), service, (*Refusal).writeXML, w) {
		return
	}
	answer, ok := actions[service+"."+action]
	if !ok {
		refuse(noAction, "Could not find operation %s for service %s", action, service).writeXML(w)
		return
	}
	w.Header().Set("x-amzn-RequestId", wire.NewID())
	w.Header().Set("Content-Type", "text/xml")
	_, _ = w.Write([]byte(answer))
}

// verified checks the signature, notes the outcome and writes a refusal.
func (s *Service) verified(r *http.Request, body []byte, service string, write func(*Refusal, http.ResponseWriter), w http.ResponseWriter) bool {
	signature, refusal := s.Verifier.Verify(r, body, Scope{Service: service, Region: s.Region})
	if refusal != nil {
		wire.Note(r, "refused", refusal.Code())
		write(refusal, w)
		return false
	}
	wire.Note(r, "service", signature.Scope.Service)
	wire.Note(r, "region", signature.Scope.Region)
	wire.Note(r, "signed_headers", signature.SignedHeaders)
	wire.Note(r, "presigned", signature.Presigned)
	wire.Note(r, "verified_with", "aws-sdk-go-v2")
	return true
}

// label is the first label of a host, which names the service in the query protocol.
func label(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	name, _, _ := strings.Cut(host, ".")
	return name
}
