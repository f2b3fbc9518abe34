package host

import (
	"context"

	"github.com/sallyport/sallyport/core/fault"
)

// Scope is what a request's host says about its signature. An empty field cannot
// be known.
type Scope struct{ Service, Region string }

// Endpoint looks a host up, which may carry a port, in the table of AWS's
// endpoints. target is the value of X-Amz-Target, or empty. What is not in the table
// is no error, but an empty Scope.
func (r *Runtime) Endpoint(ctx context.Context, host, target string) (Scope, error) {
	var scope Scope
	err := r.with(ctx, func(i *instance) error {
		out, err := i.ask(opEndpointLookup, 0, arguments{
			texts: []text{opEndpointLookupTextHost: textOf(host, true), opEndpointLookupTextTarget: textOf(target, true)},
		})
		if err == nil {
			scope = Scope{Service: out[opScopeService], Region: out[opScopeRegion]}
		}
		return err
	})
	return scope, err
}

// Version is the module's version, "1.2.3".
func (r *Runtime) Version(ctx context.Context) (string, error) {
	var version string
	err := r.with(ctx, func(i *instance) error {
		address, err := i.call("sally_version")
		if err != nil {
			return err
		}
		version, err = i.text(uint32(address))
		return err
	})
	return version, err
}

const longestText = 64

// text is a NUL-terminated string of the module.
func (i *instance) text(address uint32) (string, error) {
	memory := i.module.Memory()
	for n := range uint32(longestText) {
		c, ok := memory.ReadByte(address + n)
		switch {
		case !ok:
			return "", fault.New(fault.Internal, "the module names a text at %d, outside of its memory", address)
		case c == 0:
			b, err := i.view(address, n)
			return string(b), err
		}
	}
	return "", fault.New(fault.Internal, "the module names a text at %d that does not end", address)
}
