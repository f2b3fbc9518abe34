//go:build wasip1

package main

import (
	"bytes"
	"math/rand" // wazero's false randomness is made by it
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// What the host lends is asked directly, not through Go's runtime.

//go:wasmimport wasi_snapshot_preview1 random_get
func randomGet(buf *byte, size uint32) uint32

//go:wasmimport wasi_snapshot_preview1 clock_time_get
func clockTimeGet(id uint32, precision uint64, out *uint64) uint32

const (
	wallClock      = 0
	monotonicClock = 1
)

// oldest is before this source was written: an earlier clock is false. The one
// that wazero gives by default starts in 2022.
var oldest = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

var clockIsGood, waitingIsGood, randomnessIsGood bool

// badRandomness is why the randomness was refused. It stays so, because wazero's
// stream is known from its beginning only.
var badRandomness error

func unsupported(format string, args ...any) error {
	return fault.New(fault.Unsupported, format, args...)
}

// checkClock refuses a false wall clock: signatures would be refused by their
// service, and certificates of the past accepted.
func checkClock() error {
	if clockIsGood {
		return nil
	}
	var now uint64
	if errno := clockTimeGet(wallClock, 1000, &now); errno != 0 {
		return unsupported("the host lends no wall clock: WASI's clock_time_get answers errno %d", errno)
	}
	if at := time.Unix(0, int64(now)); at.Before(oldest) {
		return unsupported("the host's wall clock says %s, which has passed. wazero lends a false clock by default: set ModuleConfig.WithSysWalltime()",
			at.UTC().Format(time.RFC3339))
	}
	clockIsGood = true
	return nil
}

// checkWaiting refuses a false monotonic clock and a sleep that does not wait:
// with them timeouts mean nothing, and waiting burns the processor.
func checkWaiting() error {
	if waitingIsGood {
		return nil
	}
	var times [4]uint64
	for i := range times {
		if errno := clockTimeGet(monotonicClock, 1000, &times[i]); errno != 0 {
			return unsupported("the host lends no monotonic clock: WASI's clock_time_get answers errno %d", errno)
		}
	}
	// Nobody can count that evenly but a counter.
	step := times[1] - times[0]
	if step != 0 && step%uint64(time.Millisecond) == 0 && times[2]-times[1] == step && times[3]-times[2] == step {
		return unsupported("the host's monotonic clock moves by %v at each reading. wazero lends a false clock by default: set ModuleConfig.WithSysNanotime()",
			time.Duration(step))
	}
	// A real sleep may wake early, but not each time.
	const nap, naps = time.Millisecond, 3
	for range naps {
		start := time.Now()
		pollOnce(nap)
		if time.Since(start) >= nap/2 {
			waitingIsGood = true
			return nil
		}
	}
	return unsupported("the host does not wait when asked to, or its monotonic clock stands still: set wazero's ModuleConfig.WithSysNanosleep()")
}

// checkRandomness refuses sources that anybody can predict: keys of TLS would be
// known.
func checkRandomness() error {
	if randomnessIsGood || badRandomness != nil {
		return badRandomness
	}
	var first, second [16]byte
	for _, b := range []*[16]byte{&first, &second} {
		if errno := randomGet(&b[0], uint32(len(b))); errno != 0 {
			return unsupported("the host lends no randomness: WASI's random_get answers errno %d", errno)
		}
	}
	// What Go's runtime has taken from the same stream is not known, so the bytes
	// are looked for.
	stream := make([]byte, 64<<10)
	rand.New(rand.NewSource(42)).Read(stream)
	switch {
	case first == second || bytes.Count(first[:], first[:1]) == len(first):
		badRandomness = unsupported("the host's randomness repeats itself: WASI's random_get gives %x, then %x", first, second)
	case bytes.Contains(stream, first[:]):
		badRandomness = unsupported("the host's randomness is wazero's default, the same for everybody: set ModuleConfig.WithRandSource(rand.Reader) of crypto/rand")
	default:
		randomnessIsGood = true
	}
	return badRandomness
}
