package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// reaching are the words that curl and the command sallyport have in common.
func (r *running) reaching() []string {
	args := []string{"--cacert", filepath.Join(r.dir, "ca.pem")}
	if r.Trust.CertPEM != nil {
		args = append(args, "--cert", filepath.Join(r.dir, "cert.pem"), "--key", filepath.Join(r.dir, "key.pem"))
	}
	if len(r.Trust.SPKIPins) > 0 {
		args = append(args, "--pinnedpubkey", strings.Join(r.Trust.SPKIPins, ";"))
	}
	for _, entry := range r.Resolve {
		args = append(args, "--resolve", entry)
	}
	if r.Proxy != "" {
		args = append(args, "--proxy", r.Proxy)
	}
	return append(args, "--connect-timeout", seconds(min(r.Timeouts.Connect, r.Timeouts.TLS)))
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }

// curl is a command that shows the fault; --http1.1 since nothing here speaks more.
func (r *running) curl() []string {
	return append(append([]string{"curl", "-sS", "--http1.1", "--max-time", "3"}, r.reaching()...), r.URL)
}

// ours is the command that names the cause.
func (r *running) ours() []string {
	reaching := r.reaching()
	if i := slices.Index(reaching, "--proxy"); i >= 0 && strings.Contains(r.Proxy, "@") { // the command takes no password
		reaching = slices.Delete(reaching, i, i+2)
	}
	args := append([]string{"sallyport", "diagnose"}, reaching...)
	for _, what := range r.Allow {
		args = append(args, "--allow", what)
	}
	return append(args, r.URL)
}

// commands are what to type, or why nothing can be.
func (r *running) commands() []string {
	if !r.Everywhere() {
		return []string{"(a clock, a resolver or a network of its own, which a program in Go alone can give: core/diagnose/diagnosetest)"}
	}
	lines := []string{r.line(r.curl()), r.line(r.ours())}
	if strings.Contains(r.Proxy, "@") {
		lines[1] = "HTTPS_PROXY=" + r.Proxy + " " + lines[1]
	}
	if len(r.ALPN) > 0 { // no word of the command
		lines[1] = fmt.Sprintf("python -c 'import sallyport; print(sallyport.diagnose(%q, resolve=[%q], verify=%q, alpn=%q))'",
			r.URL, r.Resolve[0], filepath.Join(r.dir, "ca.pem"), r.ALPN[0])
	}
	return lines
}

func (r *running) line(args []string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(r.Env)) {
		b.WriteString(name + "=" + r.Env[name] + " ")
	}
	for i, arg := range args {
		if i > 0 {
			b.WriteByte(' ')
		}
		if strings.ContainsAny(arg, " ;*'\"") {
			arg = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
		}
		b.WriteString(arg)
	}
	return b.String()
}
