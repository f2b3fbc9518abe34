package op

import "github.com/sallyport/sallyport/core/endpoint"

// Scope says where a signing name and a region are. An empty one cannot be
// known.
type Scope struct{ Service, Region Span }

func endpointLookup(_ *System, c *Call) error {
	out, at := AppendScope(c.Out, c.Texts[EndpointLookupTextHost], c.Texts[EndpointLookupTextTarget])
	c.put(out, at.Service, at.Region)
	return nil
}

// AppendScope appends the scope of requests to host, which may carry a port,
// with that value of X-Amz-Target, or "".
func AppendScope(dst []byte, host, target string) ([]byte, Scope) {
	var at Scope
	scope := endpoint.Resolve(host, target)
	base := len(dst)
	dst, at.Service = appendSpan(dst, base, scope.Service)
	dst, at.Region = appendSpan(dst, base, scope.Region)
	return dst, at
}
