package op

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/identity"
	"github.com/sallyport/sallyport/core/metadata"
)

// Metadata asks the metadata service of the instance that it runs on.
type Metadata struct {
	service *metadata.Service
	panics  panicMode
}

// NewMetadata builds it from metadata.* and client.*. Times that are not given
// are the short ones of package metadata.
func NewMetadata(o *Options, h Host) (*Metadata, error) {
	c, err := clientOptions(o, h.withDefaults())
	if err != nil {
		return nil, err
	}
	for key, timeout := range timeouts(&c.Timeouts) {
		if o.values[key] == "" {
			*timeout = 0
		}
	}
	ttl := scale(o.number("metadata.token_ttl"), time.Second)
	if ttl == 0 {
		ttl = -1
	}
	s, err := metadata.New(metadata.Options{
		Provider: o.text("metadata.provider"),
		Endpoint: o.text("metadata.endpoint"),
		TokenTTL: ttl,
		Client:   c,
	})
	if err != nil {
		return nil, err
	}
	return &Metadata{service: s, panics: panicModeOf(o)}, nil
}

// timeouts are the fields with their options.
func timeouts(t *client.Timeouts) map[string]*time.Duration {
	return map[string]*time.Duration{
		"client.timeout": &t.Total, "client.connect_timeout": &t.Connect, "client.tls_timeout": &t.TLS, "client.read_timeout": &t.Read,
	}
}

// AppendIdentity appends the instance's document and the signature over it and
// the audience. Without expectAudience there is none.
func (m *Metadata) AppendIdentity(ctx context.Context, dst []byte, audience string, expectAudience bool) (_ []byte, document, signature Span, err error) {
	m.panics.now()
	if expectAudience {
		if err := identity.CheckAudience(audience); err != nil {
			return dst, document, signature, err
		}
	}
	d, s, err := m.service.Identity(ctx, audience)
	if err != nil {
		return dst, document, signature, err
	}
	base := len(dst)
	dst, document = appendSpan(dst, base, d)
	dst, signature = appendSpan(dst, base, s)
	return dst, document, signature, nil
}

// AppendGet appends the answer for one path.
func (m *Metadata) AppendGet(ctx context.Context, dst []byte, path string) ([]byte, error) {
	m.panics.now()
	answer, err := m.service.Get(ctx, path)
	return append(dst, answer...), err
}

// Close drops idle connections.
func (m *Metadata) Close() { m.service.Close() }
