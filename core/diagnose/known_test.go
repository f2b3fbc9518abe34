package diagnose_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/diagnose"
	"github.com/sallyport/sallyport/core/diagnose/diagnosetest"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// coarser are the causes that only another connection tells, with what an error
// alone says.
var coarser = map[string][]string{
	"tls_expected": {"http_reset", "http_silent", "http_malformed"}, "default_certificate": {"name_mismatch"}, "clock_wrong": {"leaf_expired"},
	"tls_unsteady": {"tls_closed"}, "no_shared_cipher": {"tls_alert"}, "tls13_filtered": {"tls_closed"}, "hello_size": {"tls_closed", "tls_timeout"},
	"sni_needed": {"tls_closed"}, "sni_filtered": {"tls_closed", "tls_reset", "tls_timeout"},
	"client_certificate_untrusted": {"http_closed", "http_reset"}, "captive_portal": {"not_tls_http"}, "sni_unknown": {"tls_alert"}, "proxy_not_http": {"proxy_closed"}, "not_tls_http": {"tls_closed"},
}

// The error that a client has says the same as a diagnosis, as far as it can.
func TestAnErrorKnowsItsCause(t *testing.T) {
	for _, s := range diagnosetest.Scenarios() {
		t.Run(s.ID(), func(t *testing.T) {
			t.Parallel()
			l := s.Start(t)
			o := options(t, l)
			err := exchanged(o, l.URL)
			if err == nil {
				t.Skip("no error of the client")
			}
			d := diagnose.Known(o, l.URL, err)
			if d.Cause != s.Cause && !slices.Contains(coarser[s.Cause], d.Cause) {
				t.Errorf("want %s, got\n%s%v", s.Cause, report(d), err)
			}
		})
	}
}

// exchanged is the error of one exchange.
func exchanged(o client.Options, url string) error {
	o.Retries, o.MaxRedirects = -1, -1
	c, err := client.New(o)
	if err != nil {
		return err
	}
	defer c.Close()
	answer, err := c.Stream(context.Background(), &client.Request{Method: "GET", URL: url, Redirects: -1})
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16))
	return err
}

func TestErrorsOfServicesHaveACause(t *testing.T) {
	under := fault.New(fault.ConnectRefused, "x")
	for err, want := range map[error]string{
		fault.New(fault.PublishForbidden, "x"):                         "iot_policy",
		fault.New(fault.PublishRejected, "x").WithDetail(400):          "iot_rejected",
		fault.New(fault.EndpointInvalid, "x"):                          "iot_endpoint",
		fault.Wrap(fault.PublishUncertain, under, "x"):                 "connect_refused",
		fault.Wrap(fault.MetadataUnreachable, under, "x"):              "connect_refused",
		fault.Wrap(fault.MetadataTokenUnanswered, under, "x"):          "metadata_token_unanswered",
		fault.New(fault.CAUnreadable, "x"):                             "ca_unreadable",
		fault.New(fault.InvalidURL, "x"):                               "url_invalid",
		fault.New(fault.HTTPBodyTooLarge, "x"):                         "",
		fault.New(fault.CredentialsMissing, "x"):                       "",
		errors.New("of somebody else"):                                 "",
		fault.Wrap(fault.PublishUncertain, errors.New("unknown"), "x"): "",
	} {
		if got := diagnose.Known(options(t, diagnosetest.New(t)), "https://127.0.0.1/", err).Cause; got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}

func TestAnIotHostIsNamed(t *testing.T) {
	o := options(t, diagnosetest.New(t))
	err := fault.New(fault.ClientCertificateRejected, "x")
	for host, want := range map[string]string{
		"abc-ats.iot.eu-west-1.amazonaws.com": "iot_certificate_rejected", "server.example": "client_certificate_rejected",
	} {
		if d := diagnose.Known(o, "https://"+host+"/", err); d.Cause != want || strings.ContainsAny(d.Fix, "{}") {
			t.Errorf("%s: %s", host, report(d))
		}
	}
}

// A block of the trust file that could not be used may be the one that is missed.
func TestBlocksOfTheTrustFileThatWereLeftOutAreEvidence(t *testing.T) {
	l := diagnosetest.New(t)
	broken := "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
	l.Trust.CABytes = append([]byte(broken), l.Root.PEM()...)
	l.Serve(diagnosetest.Secure(diagnosetest.Identity(trusttest.Root(l, "other root").Issue(l, []string{diagnosetest.Host})), diagnosetest.Fine))
	d := diagnosed(t, l, l.At("https"))
	found := slices.ContainsFunc(d.Evidence, func(e diagnose.Evidence) bool {
		return (e.Name == "left out of the roots" || e.Name == "message") && strings.Contains(e.Value, "line 1")
	})
	if d.Cause != "unknown_ca" || !found {
		t.Error(report(d))
	}
}
