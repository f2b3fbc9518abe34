package wire

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
)

// kept is how many records a journal holds; older ones are dropped.
const kept = 1000

// Record is one request, or one handshake that did not get that far.
type Record struct {
	Number  int            `json:"number"`
	StandIn string         `json:"stand_in"`
	TLS     *Handshake     `json:"tls,omitempty"`
	Refused string         `json:"refused,omitempty"` // why the handshake failed
	Head    string         `json:"head,omitempty"`    // request line and headers, byte for byte
	Body    []byte         `json:"body,omitempty"`    // base64 in JSON
	Status  int            `json:"status,omitempty"`
	Detail  map[string]any `json:"detail,omitempty"` // what the stand-in understood
}

// Handshake is what TLS settled, as the server saw it.
type Handshake struct {
	ServerName        string   `json:"server_name"`
	Version           string   `json:"version,omitempty"`
	ALPN              string   `json:"alpn,omitempty"`
	Offered           []string `json:"alpn_offered,omitempty"`
	ClientCertificate string   `json:"client_certificate,omitempty"` // its common name
}

// Journal is a bounded list of records, safe for use by many connections.
type Journal struct {
	mu      sync.Mutex
	last    int
	records []*Record
}

func (j *Journal) add(r *Record) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last++
	r.Number = j.last
	j.records = append(j.records, r)
	if len(j.records) > kept {
		j.records = j.records[1:]
	}
}

// Since lists the records of a stand-in ("" for all) whose number is greater than after.
func (j *Journal) Since(standIn string, after int) []*Record {
	j.mu.Lock()
	defer j.mu.Unlock()
	found := []*Record{}
	for _, r := range j.records {
		if r.Number > after && (standIn == "" || r.StandIn == standIn) {
			found = append(found, r)
		}
	}
	return found
}

// ServeHTTP answers GET /records?stand_in=NAME&after=NUMBER with a JSON list.
func (j *Journal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/records" || r.Method != http.MethodGet {
		http.Error(w, "GET /records?stand_in=NAME&after=NUMBER", http.StatusNotFound)
		return
	}
	after := 0
	if s := r.URL.Query().Get("after"); s != "" {
		var err error
		if after, err = strconv.Atoi(s); err != nil {
			http.Error(w, "after is not a number", http.StatusBadRequest)
			return
		}
	}
	WriteJSON(w, http.StatusOK, "application/json", j.Since(r.URL.Query().Get("stand_in"), after))
}

// WriteJSON writes v as the whole response. It leaves &, < and > as they are.
func WriteJSON(w http.ResponseWriter, status int, contentType string, v any) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // the client may be gone: nothing to do about it
}

// NewID is a request id in the form of AWS's: a random UUID.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
