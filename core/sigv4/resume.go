package sigv4

import (
	"encoding"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// A state is the text that stands for [Chunks] between two of them, where those
// who make them cannot keep an object: fields with a line break between. There is
// no secret in it.
const (
	stateForm = iota // the payload hash
	stateStamp
	stateRegion
	stateService
	stateAccessKeyID
	statePrevious
	stateSize
	stateTotal
	stateLeft // -1: the last chunk was made
	stateTrailer
	stateChecksum // the checksum's own state, in hex
	stateFields
)

// maxState is more than any state has.
const maxState = 4 << 10

const stampLayout = "20060102T150405Z"

// AppendState writes the state for [Signer.ResumeChunks].
func (c *Chunks) AppendState(dst []byte) []byte {
	left := c.left
	if c.over {
		left = -1
	}
	for _, field := range [...]string{
		stateForm: c.form, stateStamp: c.chain.stamp, stateRegion: c.chain.scope.region, stateService: c.chain.scope.service,
		stateAccessKeyID: c.chain.signer.credentials.AccessKeyID, statePrevious: string(c.chain.previous),
	} {
		dst = append(append(dst, field...), '\n')
	}
	for _, number := range [...]int64{c.size, c.total, left} {
		dst = append(strconv.AppendInt(dst, number, 10), '\n')
	}
	return c.checksum.appendState(dst)
}

// appendState writes which checksum it is, and what of the body is in it.
func (c *checksum) appendState(dst []byte) []byte {
	dst = append(append(dst, c.header...), '\n')
	if sum, ok := c.Hash.(encoding.BinaryMarshaler); ok {
		state, _ := sum.MarshalBinary() // the hashes of the standard library do not fail
		dst = hex.AppendEncode(dst, state)
	}
	return dst
}

// resume goes on from what appendState has written behind the name.
func (c *checksum) resume(state string) error {
	if c.Hash == nil {
		return nil
	}
	sum, err := hex.DecodeString(state)
	hash, ok := c.Hash.(encoding.BinaryUnmarshaler)
	if err != nil || !ok || hash.UnmarshalBinary(sum) != nil {
		return badState("its checksum is not one")
	}
	return nil
}

// StateAccessKeyID is the access key id of the credentials that a state was made
// with, "" if it is no state.
func StateAccessKeyID(state string) string {
	if len(state) > maxState {
		return ""
	}
	if fields := strings.Split(state, "\n"); len(fields) == stateFields {
		return fields[stateAccessKeyID]
	}
	return ""
}

// ResumeChunks goes on from a state that [Chunks.AppendState] has written, with the
// credentials of the signer that has made it.
//
// Errors: INVALID_ARGUMENT for what is no such text.
func (s *Signer) ResumeChunks(state string) (*Chunks, error) {
	fields := strings.Split(state, "\n")
	if len(state) > maxState || len(fields) != stateFields {
		return nil, badState("it has %d bytes in %d lines", len(state), len(fields))
	}
	at, err := time.Parse(stampLayout, fields[stateStamp])
	previous := fields[statePrevious]
	switch {
	case err != nil:
		return nil, badState("its time is %q", shorten(fields[stateStamp]))
	case s.scheme.checkSignature(previous) != nil:
		return nil, badState("its signature is %q", shorten(previous))
	case s.scheme.checkRegion(fields[stateRegion]) != nil, checkScopePart("service", fields[stateService]) != nil:
		return nil, badState("its scope is not one")
	case fields[stateAccessKeyID] != s.credentials.AccessKeyID:
		return nil, badState("it was made with the access key id %q, and the signer has another", shorten(fields[stateAccessKeyID]))
	}
	c := &Chunks{form: fields[stateForm]}
	var numbers [3]int64
	for i := range numbers {
		if numbers[i], err = strconv.ParseInt(fields[stateSize+i], 10, 64); err != nil {
			return nil, badState("it has %q in the place of a number", shorten(fields[stateSize+i]))
		}
	}
	c.size, c.total, c.left = numbers[0], numbers[1], numbers[2]
	if c.over = c.left == -1; c.over {
		c.left = 0
	}
	if c.left < 0 || c.left > c.total || c.total > maxBody || c.form != StreamEvents && (c.size < MinChunk || c.size > MaxChunk) {
		return nil, badState("its numbers contradict each other")
	}
	if err := c.setForm(s.scheme, fields[stateTrailer]); err != nil {
		return nil, badState("%s", err)
	}
	if err := c.checksum.resume(fields[stateChecksum]); err != nil {
		return nil, err
	}
	// The key is kept, and state may be borrowed.
	region, service := strings.Clone(fields[stateRegion]), strings.Clone(fields[stateService])
	c.chain = chain{
		scheme: s.scheme, signer: s, scope: scope{region: region, service: service}, second: at.Unix(), stamp: fields[stateStamp], previous: []byte(previous),
	}
	c.chain.key = s.keys.get(s.credentials.SecretAccessKey, c.chain.stamp[:8], region, service)
	return c, nil
}

func badState(format string, args ...any) error {
	e := fault.New(fault.InvalidArgument, format, args...)
	e.Message = "state is not one that a body in chunks was begun or continued with: " + e.Message
	return e
}
