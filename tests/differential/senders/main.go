// Command senders sends requests with net/http as they are given: one a line, body,
// method, URL and header lines in base64.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var parts []string
		for text := range strings.SplitSeq(in.Text(), " ") {
			part, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "-"))
			if err != nil {
				log.Fatal(err)
			}
			parts = append(parts, string(part))
		}
		if err := send(parts[0], parts[1], parts[2], parts[3:]); err != nil {
			log.Fatal(err)
		}
	}
	if err := in.Err(); err != nil {
		log.Fatal(err)
	}
}

func send(body, method, url string, headers []string) error {
	r, err := http.NewRequest(method, url, bytes.NewReader([]byte(body))) //nolint:noctx // it ends with the program
	if err != nil {
		return err
	}
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		if strings.EqualFold(name, "Host") {
			r.Host = value
		} else {
			r.Header.Add(name, value)
		}
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return err
}
