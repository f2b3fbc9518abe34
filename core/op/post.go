package op

import (
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
	"github.com/sallyport/sallyport/core/sigv4"
)

// presignPost signs a POST policy.
func (s *Signer) presignPost(c *Call) error {
	at, err := s.system.at(c.Numbers[SignerPresignPostNumberTime])
	if err != nil {
		return err
	}
	fields, err := formFields(c.Texts[SignerPresignPostTextFields])
	if err != nil {
		return err
	}
	signer, err := s.of(at, c.Numbers[SignerPresignPostNumberTime])
	if err != nil {
		return err
	}
	post, err := signer.PresignPost(&sigv4.PostRequest{
		URL: c.Texts[SignerPresignPostTextURL], Bucket: c.Texts[SignerPresignPostTextBucket], Key: c.Texts[SignerPresignPostTextKey],
		Fields: fields, Conditions: c.Texts[SignerPresignPostTextConditions],
		Time: at, Expires: seconds(c.Numbers[SignerPresignPostNumberExpires]),
	})
	if err != nil {
		return err
	}
	var spans [PostCount]Span
	out, start := c.Out, len(c.Out)
	out, spans[PostURL] = appendSpan(out, start, post.URL)
	out, spans[PostFields] = appendSpan(out, start, fieldLines(post.Fields))
	c.put(out, spans[:]...)
	return nil
}

// formFields reads a JSON object of texts.
func formFields(text string) (fields []sigv4.Header, err error) {
	if text == "" {
		return nil, nil
	}
	r := json.Read(text)
	for {
		v, ok := r.Next()
		switch {
		case !ok && r.Err() == nil:
			return fields, nil
		case !ok, v.Depth == 0 && v.Kind != json.Object, v.Depth > 0 && v.Kind != json.String:
			return nil, fault.New(fault.InvalidArgument, "fields is no JSON object of texts")
		case v.Depth > 0:
			fields = append(fields, sigv4.Header{Name: v.Name, Value: v.Text})
		}
	}
}

// verifyPost verifies a form. A refusal is of what is in it; that it is no JSON object is
// the caller's.
func (v *RequestVerifier) verifyPost(c *Call) error {
	fields, err := formFields(c.Texts[RequestVerifierVerifyPostTextFields])
	if err != nil {
		return err
	}
	now, err := v.system.at(c.Numbers[RequestVerifierVerifyPostNumberTime])
	if err != nil {
		return err
	}
	known := credentials.Credentials{
		SecretAccessKey: c.Texts[RequestVerifierVerifyPostTextSecretAccessKey],
		SessionToken:    c.Texts[RequestVerifierVerifyPostTextSessionToken],
	}
	post, err := v.verifier.VerifyPost(&sigv4.IncomingPost{
		Bucket: c.Texts[RequestVerifierVerifyPostTextBucket], Fields: fields,
		FileName: c.Texts[RequestVerifierVerifyPostTextFilename],
		Size:     c.Numbers[RequestVerifierVerifyPostNumberSize], Time: now,
	}, func(*sigv4.Claim) (credentials.Credentials, error) { return known, nil })
	if err != nil {
		return err
	}
	texts := []string{
		PostedAccessKeyID: post.AccessKeyID, PostedRegion: post.Region, PostedService: post.Service,
		PostedSignedAt: post.SignedAt.UTC().Format(time.RFC3339), PostedExpiresAt: post.ExpiresAt.UTC().Format(time.RFC3339),
		PostedKey: post.Key, PostedMinSize: "", PostedMaxSize: "",
	}
	if post.MaxSize >= 0 {
		texts[PostedMinSize], texts[PostedMaxSize] = strconv.FormatInt(post.MinSize, 10), strconv.FormatInt(post.MaxSize, 10)
	}
	c.putTexts(texts)
	return nil
}
