package metadata_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/sallyport/sallyport/core/metadata"
)

func Example() {
	// On an instance the endpoint is left out.
	standIn := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			_, _ = io.WriteString(w, "a-session-token")
			return
		}
		_, _ = fmt.Fprintf(w, "%s?%s", r.URL.Path, r.URL.RawQuery)
	}))
	defer standIn.Close()

	service, err := metadata.New(metadata.Options{Endpoint: standIn.URL})
	if err != nil {
		panic(err)
	}
	defer service.Close()
	document, signature, err := service.Identity(context.Background(), "sally1.20260701T120000Z.MDEyMzQ1Njc4OWFiY2RlZg")
	if err != nil {
		panic(err)
	}
	fmt.Println(string(document))
	fmt.Println(string(signature))
	// Output:
	// /latest/dynamic/instance-identity/document?
	// /latest/dynamic/instance-identity/pkcs7?audience=sally1.20260701T120000Z.MDEyMzQ1Njc4OWFiY2RlZg
}
