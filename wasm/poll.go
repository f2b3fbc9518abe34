//go:build wasip1

package main

import (
	"structs"
	"time"
)

// subscription and event are WASI's, for a wait on a clock.
type subscription struct {
	_         structs.HostLayout
	userdata  uint64
	kind      uint8 // 0: a clock
	_         [7]byte
	clock     uint32
	timeout   uint64
	precision uint64
	flags     uint16 // 0: timeout is relative
	_         [6]byte
}

type event struct {
	_    structs.HostLayout
	data [4]uint64
}

//go:wasmimport wasi_snapshot_preview1 poll_oneoff
func pollOneoff(in *subscription, out *event, count uint32, events *uint32) uint32

// pollOnce waits once, as Go's runtime does when nothing can run.
func pollOnce(wait time.Duration) {
	in := subscription{clock: monotonicClock, timeout: uint64(max(wait, 1)), precision: 1000}
	var out event
	var events uint32
	pollOneoff(&in, &out, 1, &events)
}
