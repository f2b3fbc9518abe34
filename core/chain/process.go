package chain

import (
	"context"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
)

const processTime = time.Minute

// process runs a program, without a shell, that prints credentials.
func (f *finder) process(s *credentials.Settings) (provider, error) {
	command, _ := s.Get("credential_process")
	words, ok := credentials.Words(command)
	if !ok || len(words) == 0 {
		return nil, incomplete(s, "credential_process", "credential_process is no command: a quote is not closed, or it is empty")
	}
	place := s.Place("credential_process")
	failed := func(why string) error {
		return fault.New(fault.CredentialProcessFailed, "%.100q (%s) %s", words[0], place, why)
	}
	return func(ctx context.Context) (Found, error) {
		ctx, cancel := context.WithTimeout(ctx, processTime)
		defer cancel()
		out, why := run(ctx, words, f.env, f.o.Environ)
		switch {
		case len(out) > maxAnswer:
			return Found{}, failed("printed more than " + strconv.Itoa(maxAnswer) + " bytes")
		case why != "":
			return Found{}, failed(why)
		}
		values, err := fields(string(out), 1)
		if err != nil {
			return Found{}, failed("printed no JSON: " + err.Error())
		}
		if values["Version"] != "1" {
			return Found{}, failed("printed credentials of another version than 1")
		}
		return program.take(values, "credential_process of profile "+s.Name, false)
	}, nil
}
