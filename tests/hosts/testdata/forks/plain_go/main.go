// Command plain_go is a library as Go makes it, with what any library would do: a
// goroutine, a channel, memory.
package main

import "C"

import (
	"runtime"
	"time"
)

//export Work
func Work(n C.int) C.int {
	numbers := make(chan int, n)
	go func() {
		defer close(numbers)
		for i := range int(n) {
			numbers <- i
		}
	}()
	sum := 0
	for i := range numbers {
		sum += i
	}
	runtime.GC()
	return C.int(sum)
}

//export Wait
func Wait(ms C.int) { time.Sleep(time.Duration(ms) * time.Millisecond) }

func main() {}
