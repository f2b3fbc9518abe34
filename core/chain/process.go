package chain

import (
	"context"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
)

const processTime = time.Minute

// process is the program of a profile.
func (f *finder) process(s *credentials.Settings) (provider, error) {
	command, _ := s.Get("credential_process")
	printed, err := f.printed(command, s.Place("credential_process"))
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (Found, error) {
		values, err := printed(ctx)
		if err != nil {
			return Found{}, err
		}
		// A number may be written as 1.0 or 1e0.
		if version, err := strconv.ParseFloat(values["Version"], 64); err != nil || version != 1 {
			return Found{}, fault.New(fault.CredentialProcessFailed, "the program of %s printed credentials of another version than 1", s.Place("credential_process"))
		}
		return program.take(values, "credential_process of profile "+s.Name, false)
	}, nil
}

// printed runs a program, without a shell, and reads the JSON object that it prints.
func (f *finder) printed(command, place string) (func(context.Context) (map[string]string, error), error) {
	words, ok := credentials.Words(command)
	if !ok || len(words) == 0 {
		return nil, fault.New(fault.ProfileIncomplete, "%s: the program is no command: a quote is not closed, or it is empty", place)
	}
	failed := func(why string) error {
		return fault.New(fault.CredentialProcessFailed, "%.100q (%s) %s", words[0], place, why)
	}
	return func(ctx context.Context) (map[string]string, error) {
		ctx, cancel := context.WithTimeout(ctx, processTime)
		defer cancel()
		out, why := run(ctx, words, f.env, f.o.Environ)
		switch {
		case len(out) > maxAnswer:
			return nil, failed("printed more than " + strconv.Itoa(maxAnswer) + " bytes")
		case why != "":
			return nil, failed(why)
		}
		values, err := fields(string(out), 1)
		if err != nil {
			return nil, failed("printed no JSON: " + err.Error())
		}
		return values, nil
	}, nil
}
