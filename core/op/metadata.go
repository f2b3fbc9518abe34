package op

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/identity"
	"github.com/sallyport/sallyport/core/metadata"
)

// Metadata asks the metadata service of the instance that it runs on.
type Metadata struct {
	service *metadata.Service
	options client.Options // with which a failure is looked at
	url     string
	panicMode
}

// NewMetadata builds it from metadata.* and client.*. Times that are not given
// are the short ones of package metadata.
func NewMetadata(o *Options, s System) (*Metadata, error) {
	c, err := clientOptions(o, s.withDefaults())
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
	service, err := metadata.New(metadata.Options{
		Provider: o.text("metadata.provider"),
		Endpoint: o.text("metadata.endpoint"),
		TokenTTL: ttl,
		Client:   c,
	})
	if err != nil {
		return nil, err
	}
	return &Metadata{service: service, options: c, url: service.Endpoint() + "/", panicMode: panicModeOf(o)}, nil
}

// timeouts are the fields with their options.
func timeouts(t *client.Timeouts) map[string]*time.Duration {
	return map[string]*time.Duration{
		"client.timeout": &t.Total, "client.connect_timeout": &t.Connect, "client.tls_timeout": &t.TLS, "client.read_timeout": &t.Read,
	}
}

func newMetadata(o *Options, s System) (object, error) {
	m, err := NewMetadata(o, s)
	return m, becauseOfOptions(err)
}

func (*Metadata) kind() uint32 { return MetadataNew }

// identity asks for the instance's document and the signature over it and the
// audience. Without an audience there is none.
func (m *Metadata) identity(c *Call) (func(context.Context) ([][]byte, error), error) {
	audience := strings.Clone(c.Texts[MetadataIdentityTextAudience])
	if c.given(MetadataIdentityTextAudience) {
		if err := identity.CheckAudience(audience); err != nil {
			return nil, err
		}
	}
	return func(ctx context.Context) ([][]byte, error) {
		var seen exchanges
		document, signature, err := m.service.Identity(metadata.Watch(ctx, seen.add), audience)
		return [][]byte{document, signature, seen}, because(m.options, m.url, err)
	}, nil
}

// get asks for the answer for one path.
func (m *Metadata) get(c *Call) (func(context.Context) ([][]byte, error), error) {
	path := strings.Clone(c.Texts[MetadataGetTextPath])
	return func(ctx context.Context) ([][]byte, error) {
		var seen exchanges
		answer, err := m.service.Get(metadata.Watch(ctx, seen.add), path)
		return [][]byte{answer, seen}, because(m.options, m.url, err)
	}, nil
}

// exchanges are the lines of a call, of which there are eight at most. A path is
// cut, so that a caller knows how much room they take.
type exchanges []byte

const maxLoggedURL = 256

func (e *exchanges) add(method string, r *client.Response) {
	where, _, _ := strings.Cut(r.URL, "?")
	where = where[:min(len(where), maxLoggedURL)]
	f := newResponse(r, nil).Facts
	*e = append(*e, strings.Join([]string{
		method, strconv.Itoa(r.StatusCode), where, f[ResponseAttempts], f[ResponsePeerAddress],
		f[ResponseTLSVersion], f[ResponseTLSCipher], f[ResponseTLSALPN], f[ResponseTimeTotal],
	}, "\t")+"\n"...)
}

// Close drops idle connections.
func (m *Metadata) Close() { m.service.Close() }
