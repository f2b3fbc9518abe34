package chain_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
)

// Where AWS STS is asked: botocore's order of ConfiguredEndpointProvider, and the
// hosts of its endpoint rules.
func TestWhereSTSIsAsked(t *testing.T) {
	const identity = "[default]\nrole_arn=r\nweb_identity_token_file=/token\n"
	const services = "services = mine\n[services mine]\ns3 =\n  endpoint_url = http://s3.test\nSTS =\n  endpoint_url = http://services.test/ # comment\n"
	for _, c := range []struct {
		name, config string
		env          map[string]string
		want         string
	}{
		{"one for all", identity, nil, "sts.amazonaws.com:443"},
		{"a region", identity + "region=eu-west-1\n", nil, "sts.eu-west-1.amazonaws.com:443"},
		{"FIPS", identity + "region=us-east-1\nuse_fips_endpoint=true\n", nil, "sts-fips.us-east-1.amazonaws.com:443"},
		{"FIPS of the environment", identity + "region=us-east-1\n", map[string]string{"AWS_USE_FIPS_ENDPOINT": "True"}, "sts-fips.us-east-1.amazonaws.com:443"},
		{"not there", identity + "region=us-east-1\nuse_fips_endpoint=true\n", map[string]string{"AWS_USE_FIPS_ENDPOINT": "false"}, "sts.us-east-1.amazonaws.com:443"},
		{"FIPS in GovCloud", identity + "region=us-gov-west-1\nuse_fips_endpoint=true\n", nil, "sts.us-gov-west-1.amazonaws.com:443"},
		{"dual stack", identity + "region=eu-west-1\nuse_dualstack_endpoint=true\n", nil, "sts.eu-west-1.api.aws:443"},
		{"in China", identity + "region=cn-north-1\n", map[string]string{"AWS_USE_DUALSTACK_ENDPOINT": "true"}, "sts.cn-north-1.api.amazonwebservices.com.cn:443"},
		{"both in GovCloud", identity + "region=us-gov-west-1\nuse_fips_endpoint=true\nuse_dualstack_endpoint=true\n", nil, "sts-fips.us-gov-west-1.api.aws:443"},
		{"the profile", identity + "endpoint_url=http://profile.test:81\n", nil, "profile.test:81"},
		{"services before it", identity + "endpoint_url=http://profile.test\n" + services, nil, "services.test:80"},
		{"a variable before both", identity + services, map[string]string{"AWS_ENDPOINT_URL": "http://all.test"}, "all.test:80"},
		{"the service's own before that", identity + services, map[string]string{"AWS_ENDPOINT_URL": "http://all.test", "AWS_ENDPOINT_URL_STS": "http://sts.test"}, "sts.test:80"},
		{"services without it", identity + "endpoint_url=http://profile.test\nservices=mine\n[services mine]\ns3=\n  endpoint_url=http://s3.test\n", nil, "profile.test:80"},
		{"none counts", identity + "ignore_configured_endpoint_urls=true\nendpoint_url=http://profile.test\n", map[string]string{"AWS_ENDPOINT_URL": "http://all.test"}, "sts.amazonaws.com:443"},
		{"the caller's profile, not its source", "[default]\nrole_arn=r\nsource_profile=s\nendpoint_url=http://profile.test\n[profile s]\nrole_arn=q\nweb_identity_token_file=/token\nendpoint_url=http://source.test\n", nil, "profile.test:80"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := map[string]string{"HOME": "/h"}
			for k, v := range c.env {
				env[k] = v
			}
			o := options(env, files{"/h/.aws/config": c.config, "/token": "TKN"}, func() time.Time { return now })
			asked := ""
			o.Client.Dial = func(_ context.Context, _, address string) (net.Conn, error) {
				asked = address
				return nil, errors.New("no network")
			}
			found, err := find(t, o)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := keyOf(t, found); err == nil || asked != c.want {
				t.Errorf("asked %q (%v), want %q", asked, err, c.want)
			}
		})
	}
	for _, region := range []string{"evil.test#", "evil.test?", "evil.test:443#", "a@b", "EU-WEST-1", "."} {
		o := options(map[string]string{"HOME": "/h", "AWS_REGION": region}, files{"/h/.aws/config": identity, "/token": "TKN"}, func() time.Time { return now })
		o.Client.Dial = func(_ context.Context, _, address string) (net.Conn, error) {
			t.Errorf("with the region %q a token is sent to %s", region, address)
			return nil, errors.New("no network")
		}
		found, err := find(t, o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := keyOf(t, found); !errors.Is(err, fault.RegionMalformed) {
			t.Errorf("%q: %v", region, err)
		}
	}
	found, err := find(t, options(map[string]string{"HOME": "/h"}, files{"/h/.aws/config": identity + "services=x\n", "/token": "TKN"}, nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keyOf(t, found); !errors.Is(err, fault.ProfileNotFound) || !strings.Contains(err.Error(), "[services x]") {
		t.Errorf("without the section: %v", err)
	}
}

// A profile may say where the instance's metadata service is.
func TestTheProfileSaysWhereTheInstanceIsAsked(t *testing.T) {
	near := serve(t, func(r *http.Request) (int, string) {
		if r.URL.Path == "/latest/api/token" {
			return 404, ""
		}
		if strings.HasSuffix(r.URL.Path, "/") {
			return 200, "role"
		}
		return 200, jsonAnswer("NEAR", now.Add(time.Hour))
	})
	config := "[default]\nec2_metadata_service_endpoint = " + near.URL + "/\n"
	for more, code := range map[string]fault.Code{"": 0, "ec2_metadata_v1_disabled = true\n": fault.CredentialsMissing} {
		found, err := find(t, options(map[string]string{"HOME": "/h"}, files{"/h/.aws/config": config + more}, func() time.Time { return now }))
		if err != nil {
			t.Fatal(err)
		}
		if key, err := keyOf(t, found); fault.CodeOf(err) != code || code == 0 && key != "NEAR" {
			t.Errorf("%q: got %q, %v", more, key, err)
		}
	}
}

func TestAServicesSectionIsReadAsBotocoreDoes(t *testing.T) {
	const text = "[services 'my own']\n# comment\nSTS =\n  endpoint_url = http://a=b/\n  other = 1\ns3 = \n\tendpoint_url=http://c ; comment\n[services x]\nsts = 1\n"
	o := options(map[string]string{"HOME": "/h"}, files{"/h/.aws/config": text}, nil).Profile
	s, err := credentials.ReadServices(o, "my own")
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"sts.endpoint_url": "http://a=b/", "sts.other": "1", "s3.endpoint_url": "http://c", "x.endpoint_url": ""} {
		if got, _ := s.Get(key); got != want {
			t.Errorf("%s: got %q", key, got)
		}
	}
}
