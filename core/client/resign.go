package client

import (
	"slices"
	"strings"
	"time"
)

// services take a signature that is so much off; none takes less.
const skewTaken = 5 * time.Minute

// resigning is what a request is signed with instead of this machine's clock and
// the signer's region, after the server has said what it wants.
type resigning struct {
	skew   time.Duration // the server's clock less ours
	region string
	why    string // for the response; "": signed as usual
}

// resign finds out whether a server has refused a signature for a reason that it
// tells in the head of its answer, and that another signature takes away. It was
// then not processed, so that once more is safe for every method. Only a server
// that TLS has proven is believed: over plain http anybody on the way could have a
// signature dated as they like.
func (c *Client) resign(r *prepared, response *Response) bool {
	if !c.o.signs() || r.resigned.why != "" || c.o.Retries == 0 || !r.target.secure || !r.source.repeatable() {
		return false
	}
	switch response.StatusCode {
	case 400, 401, 403:
	default:
		return false
	}
	if region := response.Header("X-Amz-Bucket-Region"); isRegion(region) && !r.isSignedFor(region) {
		r.resigned = resigning{region: region, why: "region: the bucket is in " + region}
		return true
	}
	server, ok := httpDate(response.Header("Date"))
	if !ok || response.Header("Age") != "" { // an old answer of a cache
		return false
	}
	now := c.o.Clock()
	skew := server.Sub(now).Round(time.Second)
	if skew.Abs() <= skewTaken {
		return false
	}
	direction := " ahead of this one"
	if skew < 0 {
		direction = " behind this one"
	}
	r.resigned = resigning{skew: skew, why: "clock: the server's is " + skew.Abs().String() + direction}
	return true
}

// isSignedFor reports whether the last signature is good in a region: another one
// would be refused for the same reason.
func (r *prepared) isSignedFor(region string) bool {
	if r.regionSet == "" {
		return strings.Contains(r.authorization, "/"+region+"/")
	}
	return slices.ContainsFunc(strings.Split(r.regionSet, ","), func(one string) bool {
		begin, wild := strings.CutSuffix(strings.TrimSpace(one), "*")
		return region == begin || wild && strings.HasPrefix(region, begin)
	})
}

func isRegion(s string) bool {
	return len(s) > 0 && len(s) <= 32 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
