package endpoint

import (
	"cmp"
	"slices"
	"strings"
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
		if d := distance(strings.ToLower(prefix), strings.ToLower(name)); d <= max(len(prefix), len(name))/2 {
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

// distance is Levenshtein's: how many letters have to be put in, left out or
// replaced.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
