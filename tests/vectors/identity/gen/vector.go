package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"time"
	"unicode/utf8"
)

// vector is one record of a file; its lines are described in ../README.md.
type vector struct {
	name, comment, source string

	certificates [][]byte // nil: those that Sallyport embeds
	signature    []byte
	document     []byte // nil: none
	audience     string // empty: none is expected
	now          time.Time
	options      []string // whole lines
	expect       string
	want         []string // whole lines without "want."
}

func (v vector) text() []byte {
	var b bytes.Buffer
	line := func(key, value string) { fmt.Fprintf(&b, "%s: %s\n", key, value) }
	text := func(key string, value []byte) {
		if !utf8.Valid(value) || bytes.ContainsAny(value, "\r\n") || len(bytes.TrimSpace(value)) != len(value) {
			key, value = key+"_b64", text64(value)
		}
		line(key, string(value))
	}
	line("name", v.name)
	line("comment", v.comment)
	if v.source == "" {
		v.source = "made by gen"
	}
	line("source", v.source)
	line("provider", "alibaba")
	for _, c := range v.certificates {
		line("certificate_b64", base64.StdEncoding.EncodeToString(c))
	}
	text("signature", v.signature)
	if v.document != nil {
		text("document", v.document)
	}
	if v.audience != "" {
		line("audience", v.audience)
	}
	if v.now.IsZero() {
		v.now = defaultNow
	}
	line("now", fmt.Sprint(v.now.Unix()))
	for _, option := range v.options {
		b.WriteString(option + "\n")
	}
	line("expect", v.expect)
	for _, want := range v.want {
		b.WriteString("want." + want + "\n")
	}
	return b.Bytes()
}

var defaultNow = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// text64 is base64 as the metadata service answers it.
func text64(der []byte) []byte { return base64.StdEncoding.AppendEncode(nil, der) }
