package bench

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"
)

// work is something to measure: it does the thing n times.
type work struct {
	name string
	do   func(n int)
}

// Short slices, taken in turn: a slice that nobody interrupted shows the cost,
// and what disturbs the machine meets every candidate alike.
const (
	slice  = 500 * time.Microsecond
	rounds = 400
)

// measure returns the lowest cost of each in nanoseconds.
func measure(all []work) map[string]float64 {
	counts := make([]int, len(all))
	for i, w := range all {
		n := 1
		for {
			start := time.Now()
			w.do(n)
			if time.Since(start) > slice || n > 1<<20 {
				break
			}
			n *= 2
		}
		counts[i] = n
	}
	best := map[string]float64{}
	for range rounds {
		for i, w := range all {
			start := time.Now()
			w.do(counts[i])
			cost := float64(time.Since(start).Nanoseconds()) / float64(counts[i])
			if old, ok := best[w.name]; !ok || cost < old {
				best[w.name] = cost
			}
		}
	}
	return best
}

// TestMeasure prints "name nanoseconds" lines when bench.py asks for them.
func TestMeasure(t *testing.T) {
	if os.Getenv("SALLYPORT_BENCH") == "" {
		t.Skip("run make bench")
	}
	all := slices.Concat(signers(t), presigners(t), verifiers(t), exchanges(t), keepAlive(t), explainers(t))
	for name, cost := range measure(all) {
		fmt.Printf("%s %.1f\n", name, cost)
	}
	for _, w := range all {
		const many = 80 // results share allocations
		fmt.Printf("%s_allocs %.2f\n", w.name, testing.AllocsPerRun(5, func() { w.do(many) })/many)
	}
}
