package client_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/dial"
)

// A host without DNS is reached at its pinned address, under its own name.
func ExampleClient_Do() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer listener.Close()
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		r, err := http.ReadRequest(bufio.NewReader(conn))
		if err != nil {
			return
		}
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n%s ready", r.URL.Path[1:])
	}()
	_, port, _ := net.SplitHostPort(listener.Addr().String())

	table, err := dial.ParseTable([]string{"service.invalid:" + port + ":127.0.0.1"})
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := client.New(client.Options{Resolve: table})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	response, err := c.Do(context.Background(), &client.Request{URL: "http://service.invalid:" + port + "/tunnel"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(response.Status, string(response.Body))
	// Output:
	// 200 OK tunnel ready
}

// A body that is sent as it is read comes back as it arrives.
func ExampleClient_Stream() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "X-Count")
		n, _ := io.Copy(w, r.Body)
		w.Header().Set("X-Count", strconv.FormatInt(n, 10))
	}))
	defer server.Close()
	c, err := client.New(client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()

	s, err := c.Stream(context.Background(), &client.Request{
		Method: "POST", URL: server.URL, BodyReader: strings.NewReader("one line\n"), ContentLength: -1,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Body.Close()
	lines := bufio.NewScanner(s.Body)
	for lines.Scan() {
		fmt.Println(lines.Text())
	}
	if err := lines.Err(); err != nil { // the body did not come as a whole
		fmt.Println(err)
		return
	}
	fmt.Println(s.Trailer())
	// Output:
	// one line
	// [{X-Count 9}]
}
