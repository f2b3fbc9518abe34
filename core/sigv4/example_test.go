package sigv4_test

import (
	"fmt"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

func mustCredentials() credentials.Credentials {
	return credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
}

// The signing name of Auto Scaling Plans is not the first label of its host; it
// is derived from X-Amz-Target.
func ExampleSigner_Sign() {
	signer, err := sigv4.New(sigv4.Options{Credentials: mustCredentials()})
	if err != nil {
		fmt.Println(err)
		return
	}
	signed, err := signer.Sign(&sigv4.Request{
		Method: "POST",
		URL:    "https://autoscaling.ap-northeast-1.amazonaws.com/",
		Headers: []sigv4.Header{
			{Name: "Content-Type", Value: "application/x-amz-json-1.1"},
			{Name: "X-Amz-Target", Value: "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"},
		},
		Body: []byte("{}"),
		Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range signed.Headers {
		fmt.Println(h.Name + ": " + h.Value)
	}
	// Output:
	// Host: autoscaling.ap-northeast-1.amazonaws.com
	// Content-Type: application/x-amz-json-1.1
	// X-Amz-Target: AnyScaleScalingPlannerFrontendService.DescribeScalingPlans
	// X-Amz-Date: 20260102T030405Z
	// Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/ap-northeast-1/autoscaling-plans/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=818e576e1ecb63f795b9a8d4341b93247cbcb00cabf84806f3a7a28a3161ee9e
}

func ExampleSigner_Presign() {
	signer, err := sigv4.New(sigv4.Options{Credentials: mustCredentials()})
	if err != nil {
		fmt.Println(err)
		return
	}
	signed, err := signer.Presign(&sigv4.Request{
		Method: "GET",
		URL:    "https://bucket.s3.eu-west-1.amazonaws.com/2026/January report.csv",
		Time:   time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	}, 15*time.Minute)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(signed.URL)
	// Output:
	// https://bucket.s3.eu-west-1.amazonaws.com/2026/January%20report.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=d45915d060dc3a9ab798cb1662aada7d160a8b674e4fcfe1a04d63004f9dec02
}

// A server looks the secret up by the access key id of the request.
func ExampleVerifier_Verify() {
	secrets := map[string]string{"AKIDEXAMPLE": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
	verifier, err := sigv4.NewVerifier(sigv4.VerifyOptions{Services: []string{"execute-api"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	signer, _ := sigv4.New(sigv4.Options{Credentials: mustCredentials(), Region: "eu-west-1", Service: "execute-api"})
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	signed, _ := signer.Sign(&sigv4.Request{Method: "GET", URL: "https://api.example.com/items", Time: now})

	secretFor := func(c *sigv4.Claim) (credentials.Credentials, error) {
		return credentials.Credentials{SecretAccessKey: secrets[c.AccessKeyID]}, nil
	}
	request := &sigv4.Incoming{Method: "GET", URL: "/items", Headers: signed.Headers, Time: now}
	verified, err := verifier.Verify(request, secretFor)
	fmt.Println(verified.AccessKeyID, verified.SignedHeaders, verified.Payload, err)
	request.URL = "/other"
	_, err = verifier.Verify(request, secretFor)
	fmt.Println(fault.CodeOf(err).Name())
	// Output:
	// AKIDEXAMPLE host;x-amz-date verified <nil>
	// REQUEST_SIGNATURE_WRONG
}
