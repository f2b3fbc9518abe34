package cookie_test

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/cookie"
)

// FuzzSetCookie: whatever a server sets, the header can be sent, and is the server's own.
func FuzzSetCookie(f *testing.F) {
	f.Add("a=1; Path=/x; Domain=a.test; Max-Age=60; Secure", "www.a.test", "/x/y")
	f.Add("a=1; Expires=Sun, 06 Nov 2094 08:49:37 GMT", "127.0.0.1", "/")
	f.Add("__Host-a=\"1\"; Path=/; Secure", "localhost", "")
	f.Fuzz(func(t *testing.T, line, host, path string) {
		var jar cookie.Jar
		here := cookie.Place{Secure: true, Host: host, Path: path}
		jar.Set(here, []string{line, line}, now)
		for _, to := range []cookie.Place{here, {Secure: true, Host: "www." + host, Path: path + "/x"}, {Host: "a.test", Path: "/"}} {
			sent := jar.Header(to, now)
			if strings.ContainsAny(sent, "\r\n\x00;") || len(sent) > 4097 {
				t.Errorf("%q is sent", sent)
			}
			if sent != "" && (!strings.Contains(line, "=") || to.Host == "a.test" && host != "a.test" && !strings.HasSuffix(host, ".a.test")) {
				t.Errorf("%q of %q is sent to %q", sent, host, to.Host)
			}
		}
	})
}
