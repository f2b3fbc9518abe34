// Command differential answers for the core in a comparison with botocore: one
// JSON object a line comes in, one goes out.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"log"
	"os"
	"time"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

type question struct {
	// of a scope
	Host, Target, Path, Query, DefaultRegion string
	// of a URL: the signing name to sign it for
	URL, Sign string
	// of a profile
	Profile             string
	Config, Credentials *string
}

type answer struct {
	Service, Region string `json:",omitempty"`

	URL string `json:",omitempty"`

	ID, Secret, Token string `json:",omitempty"`
	Source            string `json:",omitempty"` // that would be asked
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
	switch {
	case q.Profile != "":
		return profile(q)
	case q.Sign != "":
		return signed(q)
	}
	scope := endpoint.Derive(endpoint.Request{Host: q.Host, Target: q.Target, Path: q.Path, Query: q.Query, DefaultRegion: q.DefaultRegion})
	return answer{Service: scope.Service, Region: scope.Region}
}

// signed answers with the URL to send.
func signed(q *question) answer {
	signer, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, Service: q.Sign, Region: "us-east-1",
	})
	if err != nil {
		log.Fatal(err)
	}
	result, err := signer.Presign(&sigv4.Request{Method: "GET", URL: q.URL, Time: time.Unix(1e9, 0)}, time.Hour)
	if err != nil {
		return answer{Error: fault.CodeOf(err).Name(), Text: err.Error()}
	}
	return answer{URL: result.URL}
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
		path, ok := map[string]string{"AWS_CONFIG_FILE": "/config", "AWS_SHARED_CREDENTIALS_FILE": "/credentials", "AWS_EC2_METADATA_DISABLED": "true"}[name]
		return path, ok
	}
	options := credentials.ProfileOptions{Name: q.Profile, Env: env, ReadFile: read}
	p, err := credentials.FromProfile(options)
	if errors.Is(err, fault.ProfileUnsupported) {
		return elsewhere(options)
	}
	if err != nil {
		return answer{Error: fault.CodeOf(err).Name(), Text: err.Error()}
	}
	c := p.Credentials
	return answer{Region: p.Region, ID: c.AccessKeyID, Secret: c.SecretAccessKey, Token: c.SessionToken}
}

// elsewhere says which source a profile gets its credentials from, if that can be
// asked: nothing is sent.
func elsewhere(o credentials.ProfileOptions) answer {
	found, err := chain.Find(chain.Options{Source: "profile", Profile: o, ExternalMFA: true})
	if err != nil {
		return answer{Error: fault.CodeOf(err).Name(), Text: err.Error()}
	}
	found.Close()
	s, err := credentials.ReadSettings(o)
	if err != nil {
		return answer{Error: fault.CodeOf(err).Name(), Text: err.Error()}
	}
	return answer{Source: s.Source(false)}
}
