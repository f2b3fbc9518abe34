package host

import "context"

// Scope is what a request's host says about its signature. An empty field cannot
// be known.
type Scope struct{ Service, Region string }

// Endpoint looks a host up, which may carry a port, in the table of AWS's
// endpoints. target is the value of X-Amz-Target, or empty.
func (r *Runtime) Endpoint(ctx context.Context, host, target string) (Scope, error) {
	var scope Scope
	err := r.with(ctx, func(i *instance) error {
		w, err := i.write(0, len(host), len(target))
		if err != nil {
			return err
		}
		text, err := i.fill("sally_endpoint_lookup",
			[]uint64{put(w, host), uint64(len(host)), put(w, target), uint64(len(target))}, uint64(i.fixed+fixedSpans))
		if err != nil {
			return err
		}
		return i.spans(text, &scope.Service, &scope.Region)
	})
	return scope, err
}

// Version is the module's version, "1.2.3".
func (r *Runtime) Version(ctx context.Context) (string, error) {
	var version string
	err := r.with(ctx, func(i *instance) error {
		address, err := i.call("sally_version")
		for err == nil {
			var b []byte
			if b, err = i.view(uint32(address), 1); err != nil || b[0] == 0 {
				break
			}
			version += string(b[:1])
			address++
		}
		return err
	})
	return version, err
}
