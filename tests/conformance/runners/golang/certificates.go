package main

import (
	"encoding/pem"
	"errors"
)

// certificates returns the DER of PEM certificates, which is what Go's verifier takes.
func certificates(text string) ([][]byte, error) {
	var out [][]byte
	rest := []byte(text)
	for len(rest) > 0 {
		block, after := pem.Decode(rest)
		if block == nil {
			return nil, errors.New("the suite sent certificates that are not PEM")
		}
		out, rest = append(out, block.Bytes), after
	}
	return out, nil
}
