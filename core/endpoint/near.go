package endpoint

import (
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// maxNear is how many targets a message offers, maxTarget how long a target can
// be to be compared with all others.
const (
	maxNear   = 3
	maxTarget = 128
)

type candidate struct {
	name     string
	distance int
}

func (c candidate) nearer(than candidate) bool {
	return c.distance < than.distance || c.distance == than.distance && c.name < than.name
}

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
	var near []candidate
	for name := range table().targets {
		// Half of the letters may differ, among them a date at the end.
		if d := fault.EditDistance(strings.ToLower(prefix), strings.ToLower(name)); d <= max(len(prefix), len(name))/2 {
			near = append(near, candidate{name, d})
			for i := len(near) - 1; i > 0 && near[i].nearer(near[i-1]); i-- {
				near[i], near[i-1] = near[i-1], near[i]
			}
			near = near[:min(len(near), maxNear)]
		}
	}
	var names []string
	for _, c := range near {
		names = append(names, c.name)
	}
	return names
}
