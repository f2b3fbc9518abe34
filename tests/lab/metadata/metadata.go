// Package metadata is the stand-in for the metadata service of an Alibaba Cloud instance, as far
// as instance identity goes. The normal mode serves with and without a token; the hardened mode
// refuses requests without one (403).
//
// The document's fields, the way the audience is spliced into it and the shape of the signature
// are those of a published real message. Where the real service is not known, this one is the
// more dangerous: it splices the audience in raw, without escaping it.
package metadata

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sallyport/sallyport/tests/lab/cms"
	"github.com/sallyport/sallyport/tests/lab/wire"
)

const (
	identityPath = "/latest/dynamic/instance-identity/"
	tokenPath    = "/latest/api/token"
	tokenHeader  = "X-Aliyun-Ecs-Metadata-Token"
	ttlHeader    = "X-Aliyun-Ecs-Metadata-Token-Ttl-Seconds"
	maxTTL       = 21600
)

// values are the plain items below /latest/meta-data/ that identity checks read.
var values = map[string]string{
	"instance-id":                     "i-lab0000000000000001",
	"region-id":                       "cn-shanghai",
	"image/market-place/product-code": "cmjj000001",
	"image/market-place/charge-type":  "PrePaid",
}

// Document is the identity of the lab's instance, in the order of the real fields.
const Document = `{"zone-id":"cn-shanghai-b","serial-number":"00000000-0000-4000-8000-000000000001",` +
	`"instance-id":"i-lab0000000000000001","region-id":"cn-shanghai","private-ipv4":"192.0.2.10",` +
	`"owner-account-id":"1000000000000001","mac":"00:00:5e:00:53:01","image-id":"m-lab0000000000000001",` +
	`"instance-type":"ecs.g6.large"}`

// Service is one instance's metadata service.
type Service struct {
	Signer   *Signer
	Clock    func() time.Time
	Hardened bool // refuse requests without a token

	mu     sync.Mutex
	tokens map[string]time.Time // and when they end
}

// ServeHTTP implements http.Handler.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == tokenPath:
		s.serveToken(w, r)
	case !s.admitted(r):
		http.Error(w, "a valid token is required", http.StatusForbidden)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	default:
		s.serveItem(w, r)
	}
}

// serveToken gives out a token. A forwarded request is refused: it may come from outside.
func (s *Service) serveToken(w http.ResponseWriter, r *http.Request) {
	seconds, err := strconv.Atoi(r.Header.Get(ttlHeader))
	switch {
	case r.Method != http.MethodPut:
		http.Error(w, "use PUT", http.StatusMethodNotAllowed)
	case r.Header.Get("X-Forwarded-For") != "":
		http.Error(w, "forwarded requests get no token", http.StatusForbidden)
	case err != nil || seconds < 1 || seconds > maxTTL:
		http.Error(w, fmt.Sprintf("%s must be from 1 to %d", ttlHeader, maxTTL), http.StatusBadRequest)
	default:
		token := s.issue(time.Duration(seconds) * time.Second)
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set(ttlHeader, strconv.Itoa(seconds))
		_, _ = io.WriteString(w, token)
	}
}

func (s *Service) issue(life time.Duration) string {
	var random [24]byte
	_, _ = rand.Read(random[:])
	token := hex.EncodeToString(random[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tokens == nil {
		s.tokens = map[string]time.Time{}
	}
	s.tokens[token] = s.Clock().Add(life)
	return token
}

// admitted says whether the request may read. A token that is not valid never may.
func (s *Service) admitted(r *http.Request) bool {
	token := r.Header.Get(tokenHeader)
	if token == "" {
		return !s.Hardened
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ends, ok := s.tokens[token]
	return ok && s.Clock().Before(ends)
}

func (s *Service) serveItem(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	if name, ok := strings.CutPrefix(r.URL.Path, "/latest/meta-data/"); ok && values[name] != "" {
		_, _ = io.WriteString(w, values[name])
		return
	}
	switch r.URL.Path {
	case identityPath + "document":
		_, _ = io.WriteString(w, Document)
	case identityPath + "pkcs7":
		query := r.URL.Query()
		message, err := cms.Sign([]byte(WithAudience(query["audience"])), s.Signer.Certificate, s.Signer.Key, cms.Options{})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if query.Has("audience") {
			wire.Note(r, "audience", query.Get("audience"))
		}
		_, _ = io.WriteString(w, base64.StdEncoding.EncodeToString(message))
	default:
		http.NotFound(w, r)
	}
}

// WithAudience is the document that the service signs.
func WithAudience(audience []string) string {
	if len(audience) == 0 {
		return Document
	}
	return strings.TrimSuffix(Document, "}") + `,"audience":"` + audience[0] + `"}`
}
