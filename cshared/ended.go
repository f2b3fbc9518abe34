package main

/*
#include "shared.h"
*/
import "C"

import (
	"sync"
	"time"
)

// ended holds the tags of watched calls that have ended, for one thread of the host
// that waits for many. It needs no descriptor, which the host could close.
var ended = queue{wake: make(chan struct{}, 1)}

type queue struct {
	mu   sync.Mutex
	tags []C.uint64_t
	wake chan struct{} // holds something if tags may
}

func (q *queue) push(tag C.uint64_t) {
	q.mu.Lock()
	q.tags = append(q.tags, tag)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *queue) take(out []C.uint64_t) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := copy(out, q.tags)
	q.tags = append(q.tags[:0], q.tags[n:]...)
	return n
}

// next waits for tags, at most for a time; a negative one is no limit.
func (q *queue) next(limit time.Duration, out []C.uint64_t) int {
	var over <-chan time.Time
	if limit >= 0 {
		timer := time.NewTimer(limit)
		defer timer.Stop()
		over = timer.C
	}
	for {
		if n := q.take(out); n > 0 || limit == 0 {
			return n
		}
		select {
		case <-q.wake:
		case <-over:
			return q.take(out)
		}
	}
}

// sally_core_watch has a ticket's tag put into the queue when its call ends.
//
//export sally_core_watch
func sally_core_watch(ticket, tag C.uint64_t, cerr *C.sally_error) (code C.int32_t) {
	defer recovered(cerr, &code)
	return report(cerr, core.Notify(uint64(ticket), func() { ended.push(tag) }, func() {}))
}

// sally_core_ended takes tags from the queue, and returns how many.
//
//export sally_core_ended
func sally_core_ended(ms C.int64_t, tags *C.uint64_t, room C.size_t) (count C.int32_t) {
	defer func() { _ = recover() }()
	limit := time.Duration(-1)
	if ms >= 0 {
		limit = time.Duration(min(int64(ms), 1<<40)) * time.Millisecond
	}
	return C.int32_t(ended.next(limit, tagsOf(tags, room)))
}
