package conformance

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// postsVector is an upload by a form.
type postsVector struct {
	Name string `json:"name"`
	Rule string `json:"rule"`
	In   struct {
		AccessKeyID     string          `json:"access_key_id"`
		SecretAccessKey string          `json:"secret_access_key"`
		SessionToken    string          `json:"session_token"`
		Region          string          `json:"region"`
		Service         string          `json:"service"`
		Time            string          `json:"time"`
		Expires         int64           `json:"expires"`
		URL             string          `json:"url"`
		Bucket          string          `json:"bucket"`
		Key             string          `json:"key"`
		Fields          [][2]string     `json:"fields"`
		Conditions      json.RawMessage `json:"conditions"`
	} `json:"in"`
	Want struct {
		URL    string      `json:"url"`
		Fields [][2]string `json:"fields"`
	} `json:"want"`
	Error string `json:"error"`
}

func postsCases(t *testing.T) []testCase {
	data, err := os.ReadFile("../vectors/sigv4/posts.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Format string        `json:"format"`
		Cases  []postsVector `json:"cases"`
	}
	strict(t, data, &file)
	var cases []testCase
	for i := range file.Cases {
		v := &file.Cases[i]
		c := testCase{row: "presign_post", family: "sigv4", name: v.Name, expect: v.Error, call: v.call(t)}
		if v.Error == "" {
			c.expect, c.want = "OK", map[string]string{"url": v.Want.URL, "fields": lines(v.Want.Fields)}
		}
		cases = append(cases, c)
	}
	return cases
}

// call has the form's fields twice: as they are, and in JSON, the form in which some
// languages take them.
func (v *postsVector) call(t *testing.T) wire.Frame {
	t.Helper()
	at, err := time.Parse("20060102T150405Z", v.In.Time)
	if err != nil {
		t.Fatal(err)
	}
	call := wire.Frame{Head: "presign_post"}
	call.Add("option:credentials.access_key_id", v.In.AccessKeyID)
	call.Add("option:credentials.secret_access_key", v.In.SecretAccessKey)
	call.Add("option:sign.region", v.In.Region)
	call.Add("option:sign.service", v.In.Service)
	if v.In.SessionToken != "" {
		call.Add("option:credentials.session_token", v.In.SessionToken)
	}
	fields := map[string]string{}
	for _, f := range v.In.Fields {
		call.Add("field", f[0]+": "+f[1])
		fields[f[0]] = f[1]
	}
	object := "{"
	for _, f := range v.In.Fields { // in their order
		if object != "{" {
			object += ", "
		}
		name, _ := json.Marshal(f[0])
		value, _ := json.Marshal(fields[f[0]])
		object += string(name) + ": " + string(value)
	}
	call.Add("fields", object+"}")
	call.Add("conditions", conditionsOf(t, v.In.Conditions))
	for _, text := range [][2]string{
		{"url", v.In.URL}, {"bucket", v.In.Bucket}, {"key", v.In.Key},
		{"time", strconv.FormatInt(at.Unix(), 10)}, {"expires", strconv.FormatInt(v.In.Expires, 10)},
	} {
		call.Add(text[0], text[1])
	}
	return call
}

// conditionsOf writes conditions as Python's json does, as the reference has them.
func conditionsOf(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	var list []any
	strict(t, raw, &list)
	text := "["
	for i, c := range list {
		if i > 0 {
			text += ", "
		}
		switch c := c.(type) {
		case map[string]any:
			text += "{"
			for name, value := range c { // which is one
				text += quoted(name) + ": " + quoted(value)
			}
			text += "}"
		case []any:
			text += "["
			for k, value := range c {
				if k > 0 {
					text += ", "
				}
				text += quoted(value)
			}
			text += "]"
		default:
			text += quoted(c)
		}
	}
	return text + "]"
}

func quoted(value any) string {
	text, _ := json.Marshal(value)
	return string(text)
}
