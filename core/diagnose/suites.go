package diagnose

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// suites are cipher suites of one kind.
type suites struct {
	kind string
	ids  []uint16
}

// foreign are cipher suites of TLS 1.2 that crypto/tls does not have: only to see
// what a server would choose. Numbers: IANA, "TLS Cipher Suites".
func foreign() []suites {
	return []suites{
		{"DHE", []uint16{0x009e, 0x009f, 0xccaa, 0x0067, 0x006b, 0x0033, 0x0039, 0x0016, 0xc09e, 0xc09f, 0x0045, 0x0088, 0x00c4}},
		{"DHE-DSS", []uint16{0x00a2, 0x00a3, 0x0040, 0x006a, 0x0032, 0x0038, 0x0013}},
		{"CCM", []uint16{0xc0ac, 0xc0ad, 0xc0ae, 0xc0af, 0xc09c, 0xc09d}},
		{"ECDHE with AES-CBC and SHA-384", []uint16{0xc024, 0xc028}},
		{"RSA with AES-CBC and SHA-256", []uint16{0x003d}},
		{"Camellia", []uint16{0xc072, 0xc073, 0xc076, 0xc077, 0xc086, 0xc087, 0xc08a, 0xc08b, 0x0041, 0x0084, 0x00ba}},
		{"ARIA", []uint16{0xc05c, 0xc05d, 0xc060, 0xc061, 0xc050, 0xc051, 0xc052, 0xc053}},
		{"a key shared before, without a certificate", []uint16{0x00a8, 0x00a9, 0x00aa, 0x00ab, 0xccab, 0xccac, 0x008c, 0x008d, 0xc035, 0xc036}},
		{"no certificate", []uint16{0x00a6, 0x00a7, 0x0034, 0x003a, 0xc018, 0xc019}},
		{"GOST", []uint16{0xc100, 0xc101, 0xc102, 0x0081}},
	}
}

// foreignSuite offers what crypto/tls cannot and says what the server chose of it,
// "" if it took nothing.
func (s *session) foreignSuite(ctx context.Context) string {
	conn, end, err := s.open(ctx)
	if err != nil {
		return ""
	}
	defer end()
	if _, err := conn.Write(foreignHello(s.name())); err != nil {
		return ""
	}
	id, err := chosen(conn)
	if err != nil {
		return ""
	}
	for _, list := range foreign() {
		if slices.Contains(list.ids, id) {
			return tls.CipherSuiteName(id) + ", " + list.kind
		}
	}
	return ""
}

// foreignHello is a ClientHello of TLS 1.2 (RFC 5246 section 7.4.1.2). Nothing follows
// it, so that its random bytes need not be any.
func foreignHello(name string) []byte {
	b := binary.BigEndian
	var offered, extensions []byte
	for _, list := range foreign() {
		for _, id := range list.ids {
			offered = b.AppendUint16(offered, id)
		}
	}
	if name != "" {
		extensions = append(b.AppendUint16(b.AppendUint16(extensions, 0), uint16(len(name)+5)), 0, 0, 0, 0, 0)
		b.PutUint16(extensions[4:], uint16(len(name)+3))
		b.PutUint16(extensions[7:], uint16(len(name)))
		extensions = append(extensions, name...)
	}
	extensions = append(extensions,
		0, 10, 0, 8, 0, 6, 0, 29, 0, 23, 0, 24, // supported_groups
		0, 11, 0, 2, 1, 0, // ec_point_formats
		0, 13, 0, 14, 0, 12, 4, 3, 5, 3, 4, 1, 5, 1, 4, 2, 2, 1) // signature_algorithms
	body := append([]byte{3, 3}, make([]byte, 32)...)
	body = append(b.AppendUint16(append(body, 0), uint16(len(offered))), offered...)
	body = append(b.AppendUint16(append(body, 1, 0), uint16(len(extensions))), extensions...)
	record := b.AppendUint16([]byte{22, 3, 1}, uint16(len(body)+4))
	return append(append(record, 1, 0, byte(len(body)>>8), byte(len(body))), body...)
}

// chosen reads the cipher suite in a ServerHello.
func chosen(r io.Reader) (uint16, error) {
	// The head of the record and of the message, the version, 32 random bytes, and how long the session's id is.
	var head [5 + 4 + 2 + 32 + 1]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, err
	}
	session := int(head[len(head)-1])
	if head[0] != 22 || head[5] != 2 || session > 32 {
		return 0, errors.New("no ServerHello")
	}
	rest := make([]byte, session+2)
	if _, err := io.ReadFull(r, rest); err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint16(rest[session:]), nil
}
