package main

import (
	_ "embed"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/template"
)

//go:embed guide.txt
var guideText string

// guide tells a person how to reach each stand-in.
func (m *manifest) guide(w io.Writer) error {
	text, err := template.New("guide").Funcs(template.FuncMap{"last": last, "topics": topics}).Parse(guideText)
	if err != nil {
		return err
	}
	return text.Execute(w, m)
}

func last(names []string) string { return names[len(names)-1] }

// topics lists the topics that fail, aligned.
func topics(failures map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(failures)) {
		fmt.Fprintf(&b, "    %-20s%s\n", name, failures[name])
	}
	return b.String()
}
