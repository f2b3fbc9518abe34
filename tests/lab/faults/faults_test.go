package faults_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/diagnose/diagnosetest"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/tests/lab/faults"
	"github.com/sallyport/sallyport/tests/lab/pki"
)

const large = 12 << 20 // more than sockets take of a body that nobody reads

const live, refuse, drop = "127.0.0.16", "127.0.0.17", "127.0.0.18"

func TestTheClientMeetsEachFaultAsItShould(t *testing.T) {
	root, err := pki.NewAuthority("faults", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp4", live+":0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() }) // the rows run after this function
	server, err := faults.New(root)
	if err != nil {
		t.Fatal(err)
	}
	server.Start(l)
	port := l.Addr().(*net.TCPAddr).Port
	dropped, _, err := diagnosetest.NewDrop(drop, port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(dropped.Close)
	policy, err := trust.New(trust.Options{CABytes: root.PEM()})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := faults.Rows()
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]string{"live": live, "refuse": refuse, "drop": drop, "opens": live}
	for _, row := range rows {
		t.Run(row.ID, func(t *testing.T) {
			t.Parallel()
			run := "--" + row.ID // a redirect leads to another row, which counts for this run
			name, port := row.ID+run, port
			var err error
			if row.Pins[0] == "opens" {
				if port, err = server.Open(live); err != nil {
					t.Fatal(err)
				}
			}
			options := client.Options{Trust: policy, Decode: true, MaxBody: 16 << 20}
			if addresses := pins(row, places); addresses != "" {
				var hosts []string
				for _, other := range rows {
					hosts = append(hosts, fmt.Sprintf("%s%s.%s:*:%s", other.ID, run, faults.Domain, addresses))
				}
				if options.Resolve, err = dial.ParseTable(hosts); err != nil {
					t.Fatal(err)
				}
			}
			configure(t, &options, row.Options)
			c, err := client.New(options)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			outcome := ""
			for _, method := range row.Calls {
				request := client.Request{Method: method, URL: fmt.Sprintf("https://%s.%s:%d/", name, faults.Domain, port),
					Headers: []client.Header{{Name: "Authorization", Value: "Test secret"}}}
				switch method {
				case "POST":
					request.Body = []byte("body")
				case "PUT":
					request.Body = make([]byte, large)
				case "PUT-PIECES":
					request.Method, request.BodyReader, request.ContentLength = "PUT", bytes.NewReader(make([]byte, large)), -1
				}
				response, err := c.Do(context.Background(), &request)
				if outcome = fault.CodeOf(err).Name(); err == nil && len(response.Body) > 1000 {
					outcome = fmt.Sprintf("%d %d bytes", response.StatusCode, len(response.Body))
				} else if err == nil {
					outcome = fmt.Sprintf("%d %s", response.StatusCode, response.Body)
				} else {
					t.Log(err)
				}
			}
			if outcome != row.Outcome {
				t.Errorf("%s: %s, want %s", row.Fault, outcome, row.Outcome)
			}
			seen := server.Seen(name)
			for what, count := range map[string][2]string{
				"connections": {strconv.Itoa(seen.Connections), row.Connections}, "requests": {strconv.Itoa(seen.Requests), row.Requests},
			} {
				if count[1] != "-" && count[0] != count[1] {
					t.Errorf("%s: %s %s, want %s", row.Fault, count[0], what, count[1])
				}
			}
		})
	}
}

func pins(row faults.Row, places map[string]string) string {
	var addresses []string
	for _, pin := range row.Pins {
		if place := places[pin]; place != "" {
			addresses = append(addresses, place)
		}
	}
	return strings.Join(addresses, ",")
}

func configure(t *testing.T, o *client.Options, options map[string]string) {
	for key, text := range options {
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		duration := time.Duration(value * float64(time.Second))
		switch key {
		case "retries":
			if o.Retries = int(value); o.Retries == 0 {
				o.Retries = -1
			}
		case "timeout":
			o.Timeouts.Connect, o.Timeouts.TLS, o.Timeouts.Read = duration, duration, duration
		case "min_rate":
			o.MinRate, o.MinRateTime = int64(value), 300*time.Millisecond
		case "deadline":
			o.Timeouts.Total = duration
		default:
			t.Fatalf("option %s", key)
		}
	}
}
