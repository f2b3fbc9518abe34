package client_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/sigv4"
)

// cookieSite is a server with several names whose pages set cookies and lead on.
type cookieSite struct {
	*httptest.Server
	pages map[string]page // by host and path
	mu    sync.Mutex
	seen  []string // "METHOD host/path body [Cookie]"
}

type page struct {
	set []string
	to  string // a redirect, with its status in front; empty: 200
}

func newCookieSite(t *testing.T, pages map[string]page) *cookieSite {
	s := &cookieSite{pages: pages}
	s.Server = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(s.Close)
	return s
}

func (s *cookieSite) answer(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	host, _, _ := strings.Cut(r.Host, ":")
	s.mu.Lock()
	s.seen = append(s.seen, fmt.Sprintf("%s %s%s %s%q", r.Method, host, r.URL.Path, body, r.Header["Cookie"]))
	s.mu.Unlock()
	p := s.pages[host+r.URL.Path]
	for _, line := range p.set {
		w.Header().Add("Set-Cookie", line)
	}
	if status, location, ok := strings.Cut(p.to, " "); ok {
		w.Header().Set("Location", strings.Replace(location, "PORT", s.port(), 1))
		code := map[string]int{"302": 302, "303": 303, "307": 307}[status]
		w.WriteHeader(code)
	}
	_, _ = io.WriteString(w, "done")
}

func (s *cookieSite) port() string { return s.URL[strings.LastIndexByte(s.URL, ':')+1:] }

// url is one with the server's port: "a.test/path".
func (s *cookieSite) url(place string) string {
	host, path, _ := strings.Cut(place, "/")
	return "http://" + host + ":" + s.port() + "/" + path
}

func (s *cookieSite) client(t *testing.T, o client.Options) *client.Client {
	t.Helper()
	var pins []string
	for _, host := range []string{"a.test", "www.a.test", "b.test"} {
		pins = append(pins, host+":*:127.0.0.1")
	}
	var err error
	if o.Resolve, err = dial.ParseTable(pins); err != nil {
		t.Fatal(err)
	}
	c, err := client.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func (s *cookieSite) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.seen
	s.seen = nil
	return seen
}

var cookiePages = map[string]page{
	"a.test/login":       {[]string{"s=1; Path=/; HttpOnly", "deep=2; Path=/deep"}, "303 /home"},
	"a.test/logout":      {[]string{"s=; Max-Age=0; Path=/"}, "302 /home"},
	"a.test/again":       {[]string{"s=1; Path=/"}, "307 /home"},
	"a.test/set":         {[]string{"s=1"}, ""},
	"a.test/start":       {[]string{"state=1"}, "302 http://b.test:PORT/idp"},
	"b.test/idp":         {[]string{"idp=2"}, "302 http://a.test:PORT/back"},
	"a.test/back":        {[]string{"s=3"}, "302 /home"},
	"a.test/wide":        {[]string{"w=1; Domain=a.test"}, "302 http://www.a.test:PORT/home"},
	"a.test/loop":        {[]string{"s=secret"}, "302 /loop"},
	"a.test/plain":       {nil, "302 /home"},
	"a.test/in/one":      {[]string{"f=1"}, "302 /in/two"},
	"a.test/in/two":      {nil, "302 /home"},
	"a.test/folder/here": {[]string{"f=1"}, "302 /folder/there"},
}

func TestCookiesOfACallAndOfAClient(t *testing.T) {
	site := newCookieSite(t, cookiePages)
	for _, c := range []struct {
		name   string
		keep   client.Cookies
		cookie string   // the header of the caller
		urls   []string // asked for one after the other
		want   string   // the requests behind the first
	}{
		{"a login", client.CookiesPerCall, "", []string{"a.test/login", "a.test/home"}, `GET a.test/home ["s=1"], GET a.test/home []`},
		{"a login, kept", client.CookiesPerClient, "", []string{"a.test/login", "a.test/home", "a.test/deep/x"}, `GET a.test/home ["s=1"], GET a.test/home ["s=1"], GET a.test/deep/x ["deep=2; s=1"]`},
		{"none", client.NoCookies, "", []string{"a.test/login", "a.test/home"}, `GET a.test/home [], GET a.test/home []`},
		{"from one server to another and back", client.CookiesPerCall, "", []string{"a.test/start"}, `GET b.test/idp [], GET a.test/back ["state=1"], GET a.test/home ["state=1; s=3"]`},
		{"kept for either", client.CookiesPerClient, "", []string{"a.test/start", "b.test/home"}, `GET b.test/idp [], GET a.test/back ["state=1"], GET a.test/home ["state=1; s=3"], GET b.test/home ["idp=2"]`},
		{"for a whole domain", client.CookiesPerCall, "", []string{"a.test/wide"}, `GET www.a.test/home ["w=1"]`},
		{"without path", client.CookiesPerClient, "", []string{"a.test/folder/here", "a.test/home"}, `GET a.test/folder/there ["f=1"], GET a.test/home []`},
		{"chosen anew for each", client.CookiesPerCall, "", []string{"a.test/in/one"}, `GET a.test/in/two ["f=1"], GET a.test/home []`},
		{"no redirect", client.CookiesPerCall, "", []string{"a.test/set", "a.test/home"}, `GET a.test/home []`},
		{"no redirect, kept", client.CookiesPerClient, "", []string{"a.test/set", "a.test/home", "www.a.test/home"}, `GET a.test/home ["s=1"], GET www.a.test/home []`},
		{"taken away", client.CookiesPerClient, "", []string{"a.test/set", "a.test/logout"}, `GET a.test/logout ["s=1"], GET a.test/home []`},

		{"the caller's stays with its server", client.CookiesPerCall, "k=0", []string{"a.test/plain"}, `GET a.test/home ["k=0"]`},
		{"and goes to no other", client.CookiesPerCall, "k=0", []string{"a.test/start"}, `GET b.test/idp [], GET a.test/back ["state=1"], GET a.test/home ["state=1; s=3"]`},
		{"what is set comes in its place", client.CookiesPerCall, "s=0; k=0", []string{"a.test/login"}, `GET a.test/home ["k=0; s=1"]`},
		{"the same, kept", client.CookiesPerClient, "s=0;k=0", []string{"a.test/login"}, `GET a.test/home ["k=0; s=1"]`},
		{"what is taken away", client.CookiesPerCall, " s=0 ; k=0;", []string{"a.test/logout"}, `GET a.test/home ["k=0"]`},
		{"all of it", client.CookiesPerCall, "s=0", []string{"a.test/logout"}, `GET a.test/home []`},
		{"it goes alone at first", client.CookiesPerClient, "k=0", []string{"a.test/set", "a.test/home", "a.test/plain"}, `GET a.test/home ["k=0"], GET a.test/plain ["k=0"], GET a.test/home ["k=0; s=1"]`},
		{"and before what is kept", client.CookiesPerClient, "s=0", []string{"a.test/set", "a.test/plain"}, `GET a.test/plain ["s=0"], GET a.test/home ["s=0"]`},
		{"without our doing", client.NoCookies, "s=0", []string{"a.test/login"}, `GET a.test/home ["s=0"]`},
	} {
		cl := site.client(t, client.Options{Cookies: c.keep})
		for _, streamed := range []bool{false, true} {
			for _, place := range c.urls {
				request := &client.Request{URL: site.url(place)}
				if c.cookie != "" {
					request.Headers = []client.Header{{Name: "cookie", Value: c.cookie}}
				}
				if err := ask(t, cl, request, streamed); err != nil {
					t.Errorf("%s: %v", c.name, err)
				}
			}
			got := strings.Join(site.take()[1:], ", ")
			if got != c.want {
				t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
			}
			cl.Close()
			cl = site.client(t, client.Options{Cookies: c.keep})
		}
	}
}

// ask makes a request and reads its response.
func ask(t *testing.T, c *client.Client, r *client.Request, streamed bool) error {
	if !streamed {
		_, err := c.Do(t.Context(), r)
		return err
	}
	s, err := c.Stream(t.Context(), r)
	if err != nil {
		return err
	}
	_, err = io.ReadAll(s.Body)
	return err
}

// A body that is read as it is sent goes with a redirect, and the cookies with it.
func TestAnUploadCarriesCookies(t *testing.T) {
	site := newCookieSite(t, cookiePages)
	again := func() (io.Reader, error) { return strings.NewReader("body"), nil }
	reader, _ := again()
	err := ask(t, site.client(t, client.Options{}), &client.Request{
		Method: "POST", URL: site.url("a.test/again"), BodyReader: reader, ContentLength: 4, GetBody: again,
	}, true)
	if got := site.take(); err != nil || !slices.Equal(got, []string{"POST a.test/again body[]", `POST a.test/home body["s=1"]`}) {
		t.Errorf("%q, %v", got, err)
	}
}

// Whoever follows redirects itself keeps its cookies itself, but for those of the client.
func TestARedirectThatIsReturnedHasNoCookiesOfOurs(t *testing.T) {
	site := newCookieSite(t, cookiePages)
	for _, keep := range []client.Cookies{client.CookiesPerCall, client.CookiesPerClient} {
		c := site.client(t, client.Options{Cookies: keep})
		response, err := c.Do(t.Context(), &client.Request{
			URL: site.url("a.test/login"), Headers: []client.Header{{Name: "Cookie", Value: "k=0"}}, ReturnRedirects: true,
		})
		if err != nil || response.Next == nil || fmt.Sprint(response.Next.Headers) != "[{Cookie k=0}]" {
			t.Errorf("%d: %+v, %v", keep, response, err)
		}
	}
}

func TestAnErrorHasNoCookie(t *testing.T) {
	site := newCookieSite(t, cookiePages)
	err := ask(t, site.client(t, client.Options{}), &client.Request{URL: site.url("a.test/loop")}, false)
	if err == nil || contains(err, "secret") {
		t.Error(err)
	}
	if got := site.take(); len(got) != 11 || got[10] != `GET a.test/loop ["s=secret"]` {
		t.Errorf("%q", got)
	}
}

// A cookie of the jar is there before the request is signed: the signature covers it.
func TestTheSignatureCoversCookies(t *testing.T) {
	var signed []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "AWSALB=1")
		_, list, _ := strings.Cut(r.Header.Get("Authorization"), "SignedHeaders=")
		list, _, _ = strings.Cut(list, ",")
		signed = append(signed, r.Header.Get("Cookie")+" "+list)
	}))
	defer server.Close()
	signer, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
		Region:      "eu-west-1", Service: "execute-api",
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(client.Options{Signer: signer, Cookies: client.CookiesPerClient})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 2 {
		if err := ask(t, c, &client.Request{URL: server.URL + "/"}, false); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{" host;x-amz-date", "AWSALB=1 cookie;host;x-amz-date"}; !slices.Equal(signed, want) {
		t.Errorf("%q, want %q", signed, want)
	}
}

// A request whose response nobody waits for has the client's cookies, and leaves its own.
func TestCookiesOfARequestThatIsBegun(t *testing.T) {
	site := newCookieSite(t, cookiePages)
	c := site.client(t, client.Options{Cookies: client.CookiesPerClient})
	for range 2 { // Begin wants a connection that was used
		if err := ask(t, c, &client.Request{URL: site.url("a.test/")}, false); err != nil {
			t.Fatal(err)
		}
	}
	for _, place := range []string{"a.test/set", "a.test/home", "a.test/login"} {
		b := c.Begin(&client.Request{URL: site.url(place)})
		if b == nil {
			t.Fatal("nothing was begun")
		}
		if _, err := finish(t, b, func() {}); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"GET a.test/set []", `GET a.test/home ["s=1"]`, `GET a.test/login ["s=1"]`, `GET a.test/home ["s=1"]`}
	if got := site.take()[2:]; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestManyCallsShareTheCookiesOfAClient(t *testing.T) {
	site := newCookieSite(t, cookiePages)
	c := site.client(t, client.Options{Cookies: client.CookiesPerClient})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 10 {
				if err := ask(t, c, &client.Request{URL: site.url("a.test/login")}, false); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, seen := range site.take() {
		if strings.Contains(seen, "/home") && seen != `GET a.test/home ["s=1"]` {
			t.Error(seen)
		}
	}
}
