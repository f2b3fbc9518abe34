package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

func reach(ctx context.Context, r *host.Runtime, s *standIns, report *report) error {
	var f files
	for _, name := range s.Reach.Hosts {
		options := s.pinned(&f, name, s.Reach.Address)
		client, err := r.NewClient(ctx, options)
		if err = errors.Join(f.err, err); err != nil {
			return err
		}
		defer client.Close()
		response, err := client.Get(ctx, fmt.Sprintf("https://%s:%d/hello", name, s.Reach.Port))
		if err != nil {
			return err
		}
		report.check(fmt.Sprintf("%s at %s answers %d over %s, %v after %v for TLS", name, response.Peer.Address, response.StatusCode,
			response.Peer.TLSVersion, response.Timings.Total, response.Timings.TLS), response.StatusCode == 200)
	}
	client, err := r.NewClient(ctx, s.pinned(&f, s.Reach.Hosts[0], "192.0.2.1"))
	if err != nil {
		return err
	}
	defer client.Close()
	_, err = client.Get(ctx, "https://"+s.Reach.Hosts[0]+"/")
	report.check(fmt.Sprintf("an address that is not allowed: %v", err), fault.CodeOf(err) == fault.ConnectDenied)
	return nil
}

func sign(ctx context.Context, r *host.Runtime, s *standIns, report *report) error {
	var f files
	for _, c := range []struct {
		claim, secret string
		status        int
	}{
		{"signed with the secret of the account", s.AWS.SecretAccessKey, 200},
		{"signed with another is refused", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", 400},
	} {
		options := s.pinned(&f, s.AWS.Host, s.AWS.Address)
		options["client.sign"] = "true"
		options["credentials.access_key_id"] = s.AWS.AccessKeyID
		options["credentials.secret_access_key"] = c.secret
		options["credentials.session_token"] = s.AWS.SessionToken
		client, err := r.NewClient(ctx, options)
		if err = errors.Join(f.err, err); err != nil {
			return err
		}
		defer client.Close()
		response, err := client.Do(ctx, &host.Request{
			Method: "POST", URL: fmt.Sprintf("https://%s:%d/", s.AWS.Host, s.AWS.Port), Body: []byte("{}"),
			Headers: []host.Header{
				{Name: "Content-Type", Value: "application/x-amz-json-1.1"},
				{Name: "X-Amz-Target", Value: "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"},
			},
		})
		if err != nil {
			return err
		}
		report.check(fmt.Sprintf("%s: %d", c.claim, response.StatusCode), response.StatusCode == c.status)
	}
	return nil
}

func publish(ctx context.Context, r *host.Runtime, s *standIns, report *report) error {
	var f files
	for _, c := range []struct {
		claim  string
		device device
		want   fault.Code
	}{
		{"by the registered device", s.IoT.Device, fault.OK},
		{"by a stranger", s.IoT.Stranger, fault.ClientCertificateRejected},
	} {
		options := s.pinned(&f, s.IoT.Host, s.IoT.Address)
		options["iot.endpoint"] = s.IoT.Host
		options["iot.port"] = fmt.Sprint(s.IoT.Port443)
		options["tls.cert"], options["tls.key"] = f.read(c.device.Cert), f.read(c.device.Key)
		publisher, err := r.NewPublisher(ctx, options)
		if err = errors.Join(f.err, err); err != nil {
			return err
		}
		defer publisher.Close()
		response, err := publisher.Publish(ctx, &host.Message{Topic: "data/test", Payload: []byte(`{"hello":"lab"}`), QoS: 1})
		if err != nil {
			report.check(fmt.Sprintf("%s: %v", c.claim, err), fault.CodeOf(err) == c.want)
			continue
		}
		report.check(fmt.Sprintf("%s: %d, ALPN %s, %s", c.claim, response.StatusCode, response.Peer.ALPN, bytes.TrimSpace(response.Body)),
			c.want == fault.OK && response.Peer.ALPN == "x-amzn-http-ca")
	}
	return nil
}

func verify(ctx context.Context, r *host.Runtime, s *standIns, report *report) error {
	metadata, err := r.NewMetadata(ctx, host.Options{"metadata.endpoint": s.Metadata.Hardened})
	if err != nil {
		return err
	}
	defer metadata.Close()
	audience, err := r.NewAudience(ctx)
	if err != nil {
		return err
	}
	document, signature, err := metadata.Identity(ctx, audience)
	if err != nil {
		return err
	}
	var f files
	verifier, err := r.NewVerifier(ctx, host.Options{"identity.certificates": f.read(s.Metadata.Certificate), "identity.max_age": "60000"})
	if err = errors.Join(f.err, err); err != nil {
		return err
	}
	defer verifier.Close()
	claim := host.Claim{Signature: signature, Document: document, Audience: audience, ExpectAudience: true}
	identity, err := verifier.Verify(ctx, &claim)
	if err != nil {
		return err
	}
	report.check(fmt.Sprintf("%s in %s, for %s", identity.InstanceID, identity.RegionID, identity.Audience), identity.Audience == audience)
	claim.Audience = "another"
	_, err = verifier.Verify(ctx, &claim)
	report.check(fmt.Sprintf("for another audience: %v", err), fault.CodeOf(err) == fault.AudienceMismatch)

	pinned, err := r.NewVerifier(ctx, nil)
	if err != nil {
		return err
	}
	defer pinned.Close()
	_, err = pinned.Verify(ctx, &host.Claim{Signature: []byte(f.read(s.Forgery.Signature)), Document: []byte(f.read(s.Forgery.Document))})
	report.check(fmt.Sprintf("a forgery: %v", err), f.err == nil && fault.CodeOf(err) == fault.SignerUntrusted)
	return nil
}
