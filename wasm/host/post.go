package host

import (
	"context"
	"time"
)

// Post is an upload to S3 by an HTML form that is to be allowed.
type Post struct {
	URL        string // of the bucket, without query
	Bucket     string
	Key        string // of the object; with ${filename} at its end all keys that begin with what is before it
	Fields     string // further fields of the form, which must have these values: a JSON object of texts; may be empty
	Conditions string // further conditions: a JSON array, which goes into the policy as it is; may be empty

	Time    time.Time     // zero: now
	Expires time.Duration // whole seconds, up to seven days
}

// PresignedPost is what the form needs: its action, and fields beside those of the
// Post and key. The file comes last.
type PresignedPost struct {
	URL    string
	Fields []Header
}

// PresignPost signs a POST policy. A field without a condition gets one.
//
// Errors: NULL_POINTER, INVALID_URL, INVALID_ARGUMENT, EXPIRES_OUT_OF_RANGE,
// SERVICE_UNKNOWN, REGION_UNKNOWN, INPUT_TOO_LARGE.
func (s *Signer) PresignPost(ctx context.Context, p *Post) (*PresignedPost, error) {
	if err := given(p, "the post"); err != nil {
		return nil, err
	}
	if err := wholeSeconds(p.Expires, "expires"); err != nil {
		return nil, err
	}
	var out []string
	err := s.fresh(ctx, opSignerRefresh, func(i *instance, handle uint64) (err error) {
		out, err = i.ask(opSignerPresignPost, handle, arguments{
			texts: []text{
				opSignerPresignPostTextURL: optional(p.URL), opSignerPresignPostTextBucket: optional(p.Bucket),
				opSignerPresignPostTextKey: optional(p.Key), opSignerPresignPostTextFields: optional(p.Fields),
				opSignerPresignPostTextConditions: optional(p.Conditions),
			},
			numbers: []int64{
				opSignerPresignPostNumberTime: seconds(p.Time), opSignerPresignPostNumberExpires: int64(p.Expires / time.Second),
			},
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return &PresignedPost{URL: out[opPostURL], Fields: parseLines(out[opPostFields])}, nil
}
