package op

import (
	"github.com/sallyport/sallyport/core/inspect"
)

// requestInspect takes a presigned URL, or headers with Authorization, apart. The
// findings are a line "cause: text" each.
//
// Errors: INVALID_ARGUMENT, INVALID_HEADER, INPUT_TOO_LARGE.
func requestInspect(s *System, c *Call) error {
	now, err := s.at(c.Numbers[RequestInspectNumberTime])
	if err != nil {
		return err
	}
	headers, err := inspectHeaders(c.Texts[RequestInspectTextHeaders])
	if err != nil {
		return err
	}
	i, err := inspect.Inspect(&inspect.Request{URL: c.Texts[RequestInspectTextURL], Headers: headers}, now)
	if err != nil {
		return err
	}
	var findings []byte
	for _, f := range i.Findings {
		findings = append(findings, f.Cause+": "+f.Text+"\r\n"...)
	}
	var at [InspectionCount]Span
	base, out := len(c.Out), c.Out
	for index, text := range [InspectionCount]string{
		InspectionScheme: i.Scheme, InspectionCarrier: i.Carrier, InspectionAccessKeyID: i.AccessKeyID, InspectionScope: i.Scope,
		InspectionRegion: i.Region, InspectionService: i.Service, InspectionSignedHeaders: i.SignedHeaders,
		InspectionSignedAt: i.SignedAt, InspectionExpiresAt: i.ExpiresAt, InspectionExpires: i.Expires, InspectionFindings: string(findings),
	} {
		out, at[index] = appendSpan(out, base, text)
	}
	c.put(out, at[:]...)
	return nil
}

func inspectHeaders(lines string) (headers []inspect.Header, err error) {
	fields, err := AppendFields(nil, lines)
	for _, f := range fields {
		headers = append(headers, inspect.Header{Name: f.Name, Value: f.Value})
	}
	return headers, err
}
