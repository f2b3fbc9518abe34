package identity

import (
	"bytes"
	"encoding/base64"

	"github.com/sallyport/sallyport/core/fault"
)

// decode turns a signature as people hand it over into bytes of ASN.1: DER as
// it is, PEM, or bare base64 with any wrapping.
func decode(in []byte) ([]byte, error) {
	if err := checkSize(in); err != nil {
		return nil, err
	}
	// DER starts with '0' like some base64, but its length octet is no ASCII.
	if len(in) > 1 && in[0] == tagSequence && in[1] >= 0x80 {
		return in, nil
	}
	text := bytes.TrimSpace(in)
	if len(text) == 0 {
		return nil, fault.New(fault.SignatureEmpty, "the signature is empty")
	}
	if bytes.HasPrefix(text, []byte("-----")) {
		body, err := unwrapPEM(text)
		if err != nil {
			return nil, err
		}
		text = body
	}
	return decodeBase64(text)
}

// unwrapPEM returns what stands between the BEGIN and END lines. encoding/pem
// is not used because it skips text before BEGIN and takes any label.
func unwrapPEM(text []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(text, []byte("-----BEGIN "))
	label, rest, ok2 := bytes.Cut(rest, []byte("-----"))
	if !ok || !ok2 {
		return nil, fault.New(fault.SignatureMalformed, "the signature starts like PEM and has no BEGIN line")
	}
	switch string(label) {
	case "CERTIFICATE", "PKCS7", "CMS":
	default:
		return nil, fault.New(fault.SignatureMalformed,
			"the PEM label is %.40q; a signature has PKCS7, CMS or CERTIFICATE", label)
	}
	body, rest, ok := bytes.Cut(rest, []byte("-----END "+string(label)+"-----"))
	if !ok {
		return nil, fault.New(fault.SignatureMalformed, "the PEM text has no line END %s", label)
	}
	if rest = bytes.TrimSpace(rest); len(rest) > 0 {
		return nil, fault.New(fault.SignatureTrailingData, "%d bytes follow the END line", len(rest))
	}
	return body, nil
}

func decodeBase64(text []byte) ([]byte, error) {
	// The decoder itself skips only line breaks.
	if bytes.IndexByte(text, ' ') >= 0 || bytes.IndexByte(text, '\t') >= 0 {
		compact := make([]byte, 0, len(text))
		for _, c := range text {
			if c != ' ' && c != '\t' {
				compact = append(compact, c)
			}
		}
		text = compact
	}
	out := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(out, text)
	if err != nil {
		return nil, fault.Wrap(fault.SignatureMalformed, err, "the signature is neither base64, PEM nor DER: %v", err)
	}
	if n == 0 {
		return nil, fault.New(fault.SignatureEmpty, "the signature is empty")
	}
	return out[:n], nil
}
