package identity

import "time"

const (
	MaxInput = maxInput
	MaxNodes = maxNodes
)

var (
	Gate   = gate
	Decode = decode
)

// GateSteps returns how many elements the gate looks at.
func GateSteps(in []byte) int {
	s := scan{in: in}
	_, _ = s.element(0, len(in), 1, false)
	return len(s.nodes)
}

// ParseFields returns the members of a JSON object as pairs of name and value.
func ParseFields(object string) ([][2]string, error) {
	fields, err := parseFields(nil, object)
	var pairs [][2]string
	for _, f := range fields {
		pairs = append(pairs, [2]string{f.name, f.value})
	}
	return pairs, err
}

// CheckMessage returns the content of a message without reading it as a
// document, for messages of other clouds.
func CheckMessage(signature, certificate []byte, now time.Time) ([]byte, error) {
	pins, err := readPins([][]byte{certificate})
	if err != nil {
		return nil, err
	}
	v := Verifier{minDigest: digestSHA1}
	m, err := v.readSignature(signature)
	if err != nil {
		return nil, err
	}
	content, _, err := authenticate(m, [][]byte{m.content}, pins, now)
	return content, err
}

// Read reads a message in DER.
func Read(der []byte) error {
	der, err := gate(der)
	if err == nil {
		_, err = readMessage(der)
	}
	return err
}

// ReadPEM returns the certificates of a text.
func ReadPEM(text []byte) (certificates [][]byte, err error) {
	blocks, err := readPEM(text)
	for _, b := range blocks {
		certificates = append(certificates, b.der)
	}
	return certificates, err
}
