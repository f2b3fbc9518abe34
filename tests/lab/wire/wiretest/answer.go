package wiretest

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// Answer is a whole response.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Request makes a request to a URL that must be good.
func Request(t testing.TB, method, url, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Try sends a request that may find no answer.
func Try(c *http.Client, r *http.Request) (*Answer, error) {
	response, err := c.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return &Answer{response.StatusCode, response.Header, string(body)}, err
}

// Do sends a request that must be answered.
func Do(t testing.TB, c *http.Client, r *http.Request) *Answer {
	t.Helper()
	answer, err := Try(c, r)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}
