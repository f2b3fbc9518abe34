// Command differential answers for the core in a comparison with botocore: one
// JSON object a line comes in, one goes out.
package main

import (
	"bufio"
	"encoding/json"
	"io/fs"
	"log"
	"os"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
)

type question struct {
	// of a scope
	Host, Target, Path, Query, DefaultRegion string
	// of a profile
	Profile             string
	Config, Credentials *string
}

type answer struct {
	Service, Region string `json:",omitempty"`

	ID, Secret, Token string `json:",omitempty"`
	Error, Text       string `json:",omitempty"`
}

func main() {
	in, out := bufio.NewScanner(os.Stdin), bufio.NewWriter(os.Stdout)
	in.Buffer(nil, 16<<20)
	encoder := json.NewEncoder(out)
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			log.Fatal(err)
		}
		if err := encoder.Encode(reply(&q)); err != nil {
			log.Fatal(err)
		}
	}
	if err := in.Err(); err != nil {
		log.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

func reply(q *question) answer {
	if q.Profile != "" {
		return profile(q)
	}
	scope := endpoint.Derive(endpoint.Request{Host: q.Host, Target: q.Target, Path: q.Path, Query: q.Query, DefaultRegion: q.DefaultRegion})
	return answer{Service: scope.Service, Region: scope.Region}
}

func profile(q *question) answer {
	read := func(path string) ([]byte, error) {
		text := q.Config
		if path == "/credentials" {
			text = q.Credentials
		}
		if text == nil {
			return nil, fs.ErrNotExist
		}
		return []byte(*text), nil
	}
	env := func(name string) (string, bool) {
		path, ok := map[string]string{"AWS_CONFIG_FILE": "/config", "AWS_SHARED_CREDENTIALS_FILE": "/credentials"}[name]
		return path, ok
	}
	p, err := credentials.FromProfile(credentials.ProfileOptions{Name: q.Profile, Env: env, ReadFile: read})
	if err != nil {
		return answer{Error: fault.CodeOf(err).Name(), Text: err.Error()}
	}
	c := p.Credentials
	return answer{Region: p.Region, ID: c.AccessKeyID, Secret: c.SecretAccessKey, Token: c.SessionToken}
}
