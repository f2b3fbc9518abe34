//go:build sallypanic

package op

import "github.com/sallyport/sallyport/core/fault"

// panicMode makes every operation of an object panic: in the calling goroutine,
// in another one, or by a fault that arrives as a signal. It exists to test what the skins do about it.
type panicMode string

const panicsOnRequest = true

func init() {
	optionTable += "debug.panic\ttext\t\t0.1\tcall, goroutine or nil: how every operation panics.\n"
}

func panicModeOf(o *Options) panicMode { return panicMode(o.text("debug.panic")) }

func (p panicMode) now() {
	switch p {
	case "call":
		panic("sallypanic: call")
	case "nil":
		var nothing *panicMode
		*nothing = p
	case "goroutine":
		done := make(chan any)
		go func() {
			defer func() { done <- recover() }()
			panic("sallypanic: goroutine")
		}()
		panic(fault.New(fault.Panic, "a goroutine panicked: %v", <-done))
	}
}
