package iot_test

import (
	"fmt"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/iot"
	"github.com/sallyport/sallyport/core/sigv4"
)

func ExamplePublisher_Prepare() {
	p, err := iot.New(iot.Options{
		Endpoint: "a1b2c3d4e5f6g7-ats.iot.us-west-2.amazonaws.com",
		Signing: &sigv4.Options{Credentials: credentials.Credentials{
			AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Close()
	r, _ := p.Prepare(&iot.Message{Topic: "data/test", QoS: 1})
	fmt.Println(r.Method, r.URL)
	_, err = p.Prepare(&iot.Message{Topic: "data/#"})
	fmt.Println(err)
	// Output:
	// POST https://a1b2c3d4e5f6g7-ats.iot.us-west-2.amazonaws.com/topics/data%2Ftest?qos=1
	// TOPIC_INVALID: topic "data/#" holds a wildcard, which only a subscription may have
}
