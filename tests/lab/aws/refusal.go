package aws

import (
	"encoding/xml"
	"fmt"
	"net/http"

	"github.com/sallyport/sallyport/tests/lab/wire"
)

// kind is a reason for which AWS refuses a caller; the two protocols name it differently.
type kind struct {
	json       string
	jsonStatus int
	xml        string
	xmlStatus  int
}

var (
	missing    = kind{"MissingAuthenticationTokenException", 400, "MissingAuthenticationToken", 403}
	incomplete = kind{"IncompleteSignatureException", 400, "IncompleteSignature", 400}
	unknown    = kind{"UnrecognizedClientException", 400, "InvalidClientTokenId", 403}
	mismatch   = kind{"InvalidSignatureException", 400, "SignatureDoesNotMatch", 403}
	malformed  = kind{"SerializationException", 400, "MalformedQueryString", 404}
	noAction   = kind{"UnknownOperationException", 400, "InvalidAction", 400}
)

// Refusal is why a request was not served.
type Refusal struct {
	kind    kind
	Message string
}

// Code is the refusal's name in the JSON protocol.
func (r *Refusal) Code() string { return r.kind.json }

func refuse(k kind, format string, args ...any) *Refusal {
	return &Refusal{kind: k, Message: fmt.Sprintf(format, args...)}
}

const jsonType = "application/x-amz-json-1.1"

// writeJSON answers as the JSON protocol does.
func (r *Refusal) writeJSON(w http.ResponseWriter) {
	w.Header().Set("x-amzn-RequestId", wire.NewID())
	wire.WriteJSON(w, r.kind.jsonStatus, jsonType, map[string]string{"__type": r.kind.json, "message": r.Message})
}

// writeXML answers as the query protocol does.
func (r *Refusal) writeXML(w http.ResponseWriter) {
	id := wire.NewID()
	type detail struct {
		Type    string
		Code    string
		Message string
	}
	body, err := xml.Marshal(struct {
		XMLName   xml.Name `xml:"ErrorResponse"`
		Error     detail
		RequestID string `xml:"RequestId"`
	}{Error: detail{"Sender", r.kind.xml, r.Message}, RequestID: id})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("x-amzn-RequestId", id)
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(r.kind.xmlStatus)
	_, _ = w.Write(body)
}
