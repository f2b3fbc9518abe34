package main

// segment is a range of the initial memory that has to be written. What it holds
// is in the image of the memory.
type segment struct{ start, end int }

// joinGap is how many zeros between two segments are cheaper to write than a
// second segment: it needs about 8 bytes of its own, and time in each instance.
const joinGap = 16

// join makes one segment of neighbours, which are in order.
func join(segments []segment) []segment {
	var joined []segment
	for _, s := range segments {
		if n := len(joined); n > 0 && s.start >= joined[n-1].start && s.start-joined[n-1].end <= joinGap {
			joined[n-1].end = max(joined[n-1].end, s.end)
		} else {
			joined = append(joined, s)
		}
	}
	return joined
}

// without cuts the table out of the segments.
func without(segments []segment, t table) []segment {
	var kept []segment
	for _, s := range segments {
		if s.start < t.base {
			kept = append(kept, segment{s.start, min(s.end, t.base)})
		}
		if s.end > t.end() {
			kept = append(kept, segment{max(s.start, t.end()), s.end})
		}
	}
	return kept
}
