package main

import (
	"runtime"
	"sync"
)

// spareThreads is what the runtime may need at a time beside the threads of callers.
const spareThreads = maxProcs

// The runtime starts a thread when it needs one, and ends the process if it cannot,
// which can be in any call of a host that has reached its limit of threads or of
// address space since. The door has seen that these can be started; they are not
// given back.
func init() {
	var ready, ended sync.WaitGroup
	leave := make(chan struct{})
	ready.Add(spareThreads)
	ended.Add(spareThreads)
	for range spareThreads {
		go func() {
			defer func() { _ = recover() }()
			defer ended.Done()
			runtime.LockOSThread() // so that the next one gets another thread
			defer runtime.UnlockOSThread()
			ready.Done()
			<-leave
		}()
	}
	ready.Wait()
	close(leave)
	ended.Wait()
}
