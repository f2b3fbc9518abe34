//go:build wasip1

package main

import (
	"bytes"
	"math/rand" // wazero's false randomness is made by it
	"time"
	"unsafe"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// What the host lends is asked directly, not through Go's runtime.

//go:wasmimport wasi_snapshot_preview1 random_get
func randomGet(buf unsafe.Pointer, size uint32) uint32

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

func unsupported(format string, args ...any) error {
	return fault.New(fault.Unsupported, format, args...)
}

// checkTime is [checkClock] where a time was left to us.
func checkTime(seconds int64) error {
	if seconds == op.Now {
		return checkClock()
	}
	return nil
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
	const nap = time.Millisecond
	wakes := 0
	for start := time.Now(); time.Since(start) < nap; wakes++ {
		pollOnce(nap - time.Since(start))
	}
	// A real sleep may wake early, but not a hundred times in a millisecond.
	if wakes > 100 {
		return unsupported("the host does not wait when asked to: set wazero's ModuleConfig.WithSysNanosleep()")
	}
	waitingIsGood = true
	return nil
}

// checkRandomness refuses sources that anybody can predict: keys of TLS would be
// known.
func checkRandomness() error {
	if randomnessIsGood {
		return nil
	}
	var first, second [16]byte
	for _, b := range []*[16]byte{&first, &second} {
		if errno := randomGet(unsafe.Pointer(b), uint32(len(b))); errno != 0 {
			return unsupported("the host lends no randomness: WASI's random_get answers errno %d", errno)
		}
	}
	if first == second || bytes.Count(first[:], first[:1]) == len(first) {
		return unsupported("the host's randomness repeats itself: WASI's random_get gives %x, then %x", first, second)
	}
	// What Go's runtime and earlier calls have taken from the same stream is not
	// known, so the bytes are looked for.
	stream := make([]byte, 64<<10)
	rand.New(rand.NewSource(42)).Read(stream)
	if bytes.Contains(stream, first[:]) {
		return unsupported("the host's randomness is wazero's default, the same for everybody: set ModuleConfig.WithRandSource(rand.Reader) of crypto/rand")
	}
	randomnessIsGood = true
	return nil
}
