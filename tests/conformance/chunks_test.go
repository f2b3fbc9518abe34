package conformance

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
)

// chunksVector is a body that is signed as it goes.
type chunksVector struct {
	sigv4Vector
	PublishedChunks []string        `json:"published_chunks"`
	In              json.RawMessage `json:"in"`
	Want            json.RawMessage `json:"want"`
}

func chunksCases(t *testing.T) []testCase {
	data, err := os.ReadFile("../vectors/sigv4/chunks.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Format string         `json:"format"`
		Cases  []chunksVector `json:"cases"`
	}
	strict(t, data, &file)
	var cases []testCase
	for i := range file.Cases {
		cases = append(cases, file.Cases[i].testCase(t))
	}
	return cases
}

func strict(t *testing.T, data []byte, into any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		t.Fatal(err)
	}
}

func (v *chunksVector) testCase(t *testing.T) testCase {
	t.Helper()
	in := map[string]json.RawMessage{}
	strict(t, v.In, &in)
	take := func(key string, into any) {
		if raw, ok := in[key]; ok {
			strict(t, raw, into)
			delete(in, key)
		}
	}
	var body [2]any
	var size int64
	take("body", &body)
	take("chunk_size", &size)
	text, _ := body[0].(string)
	count, _ := body[1].(float64)
	rest, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	head := v.sigv4Vector
	head.Mode = "sign_chunks"
	strict(t, rest, &head.In)
	c := testCase{row: "sign_chunks", family: "sigv4", name: v.Name, expect: v.Error, call: head.call(t)}
	whole := strings.Repeat(text, int(count))
	if whole != "" {
		c.call.Add("body", whole)
	}
	if size != 0 {
		c.call.Add("chunk_size", strconv.FormatInt(size, 10))
	} else {
		size = 65536
	}
	if v.Error != "" {
		return c
	}
	var want struct {
		CanonicalRequest string      `json:"canonical_request"`
		StringToSign     string      `json:"string_to_sign"`
		Signature        string      `json:"signature"`
		URL              string      `json:"url"`
		Headers          [][2]string `json:"headers"`
		Frames           [][2]string `json:"frames"`
	}
	strict(t, v.Want, &want)
	if v.PublishedSignature != "" && v.PublishedSignature != want.Signature {
		t.Fatalf("%s: the signature is not the published one", v.Name)
	}
	sent, left := "", whole
	for i, frame := range want.Frames {
		n := min(len(left), int(size))
		sent += frame[0] + left[:n] + frame[1]
		left = left[n:]
		if v.PublishedChunks != nil && !strings.HasSuffix(frame[0], "="+v.PublishedChunks[i]+"\r\n") {
			t.Fatalf("%s: the signature of chunk %d is not the published one", v.Name, i)
		}
	}
	c.expect = "OK"
	c.want = map[string]string{"url": want.URL, "headers": lines(want.Headers), "signature": want.Signature, "body": sent}
	return c
}
