//go:build !sallypanic

package op

const panicsOnRequest = false

// panicMode is empty: only a build with the tag sallypanic panics on request.
type panicMode struct{}

func panicModeOf(*Options) panicMode { return panicMode{} }

func (panicMode) now() {}
