package op

import (
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
