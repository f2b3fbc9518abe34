package host

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// IncomingPost is an upload by a browser's form as a server has it.
type IncomingPost struct {
	Bucket   string   // that the form was sent to
	Fields   []Header // of the form, those before the file
	FileName string   // that the browser gave for the file; it stands for ${filename}
	Size     int64    // of the file, in bytes; negative: not known yet

	Now time.Time // zero: now
}

// VerifiedPost is what a POST policy allows and its signature proves.
type VerifiedPost struct {
	AccessKeyID string
	Region      string
	Service     string
	SignedAt    string // RFC 3339
	ExpiresAt   string // RFC 3339; of the policy
	Key         string // of the object, with the name of the file in its place
	MinSize     int64  // of the file, in bytes
	MaxSize     int64  // negative: any
}

// VerifyPost returns what the POST policy of a form allows, if it was signed and the
// form meets each of its conditions. secretFor gives the secret of an access key id;
// its errors are returned as they are.
//
// Errors: NULL_POINTER, INVALID_ARGUMENT, and the refusals REQUEST_* (1220 to 1235).
func (v *RequestVerifier) VerifyPost(ctx context.Context, r *IncomingPost, secretFor func(accessKeyID string) (Secret, error)) (*VerifiedPost, error) {
	if err := given(r, "the form"); err != nil {
		return nil, err
	}
	var secret Secret
	object, separator := []byte("{"), ""
	for _, f := range r.Fields {
		object = append(object, separator...)
		object = append(append(append(object, quote(f.Name)...), ':'), quote(f.Value)...)
		separator = ","
	}
	for _, f := range r.Fields {
		if strings.EqualFold(f.Name, "x-amz-credential") {
			id := f.Value
			for range 4 {
				id = id[:max(0, strings.LastIndexByte(id, '/'))]
			}
			var err error
			if secret, err = secretFor(id); err != nil {
				return nil, err
			}
			break
		}
	}
	var out []string
	if err := v.use(ctx, func(i *instance, handle uint64) (err error) {
		out, err = i.ask(opRequestVerifierVerifyPost, handle, arguments{
			texts: []text{
				opRequestVerifierVerifyPostTextBucket: optional(r.Bucket), opRequestVerifierVerifyPostTextFields: optional(append(object, '}')),
				opRequestVerifierVerifyPostTextFilename:        optional(r.FileName),
				opRequestVerifierVerifyPostTextSecretAccessKey: optional(secret.SecretAccessKey),
				opRequestVerifierVerifyPostTextSessionToken:    optional(secret.SessionToken),
			},
			numbers: []int64{
				opRequestVerifierVerifyPostNumberSize: r.Size, opRequestVerifierVerifyPostNumberTime: seconds(r.Now),
			},
		})
		return err
	}); err != nil {
		return nil, err
	}
	post := &VerifiedPost{
		AccessKeyID: out[opPostedAccessKeyID], Region: out[opPostedRegion], Service: out[opPostedService],
		SignedAt: out[opPostedSignedAt], ExpiresAt: out[opPostedExpiresAt], Key: out[opPostedKey], MaxSize: -1,
	}
	if out[opPostedMaxSize] != "" {
		post.MinSize, _ = strconv.ParseInt(out[opPostedMinSize], 10, 64)
		post.MaxSize, _ = strconv.ParseInt(out[opPostedMaxSize], 10, 64)
	}
	return post, nil
}

// quote is a text in JSON; what is no UTF-8 becomes U+FFFD.
func quote(text string) []byte {
	quoted, _ := json.Marshal(text) //nolint:errchkjson // a string can be written
	return quoted
}
