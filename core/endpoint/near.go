package endpoint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// maxNear is how many targets a message offers, maxTarget how long a target can
// be to be compared with all others.
const (
	maxNear   = 3
	maxTarget = 128
)

// NearTargets returns the prefixes of X-Amz-Target in the table that look most
// like that of target, the nearest first; none if none is alike.
func NearTargets(target string) []string {
	prefix := target
	if dot := strings.LastIndexByte(target, '.'); dot > 0 {
		prefix = target[:dot]
	}
	if len(prefix) > maxTarget {
		return nil
	}
	type candidate struct {
		name     string
		distance int
	}
	var near []candidate
	for name := range table().targets {
		// Half of the letters may differ, among them a date at the end.
		if d := fault.EditDistance(strings.ToLower(prefix), strings.ToLower(name)); d <= max(len(prefix), len(name))/2 {
			near = append(near, candidate{name, d})
		}
	}
	slices.SortFunc(near, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), strings.Compare(a.name, b.name))
	})
	var names []string
	for _, c := range near[:min(len(near), maxNear)] {
		names = append(names, c.name)
	}
	return names
}
