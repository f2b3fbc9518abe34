package client_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"

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
