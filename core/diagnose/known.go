package diagnose

import (
	"context"
	"crypto/tls"
	"errors"
	"slices"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// Known is the diagnosis of an error that a client with these options had with
// url, from what the failed exchange has shown: nothing is connected again. Where
// only another connection could tell causes apart it is the one that they have in
// common. The cause is "" for an error that is not about a connection.
func Known(o client.Options, url string, err error) *Diagnosis {
	s := &session{o: o, known: true}
	if id := ofService(err); id != "" {
		s.noteError(err)
		return s.because(id)
	}
	err = beneath(err)
	switch category, code := fault.CodeOf(err).Category(), fault.CodeOf(err); {
	case configuration(code) != "options_invalid":
		return Configuration(err)
	case code == fault.InvalidOption, code == fault.UnknownOption:
		if c, failed := client.New(o); failed == nil && o.Trust != nil { // it could be made, so it is the environment's
			c.Close()
			s.noteError(err)
			return s.because("proxy_url_invalid")
		}
		return Configuration(err)
	case code == fault.InvalidURL:
		s.noteError(err)
		return s.because("url_invalid")
	case slices.Contains([]fault.Category{fault.CategoryUsage, fault.CategoryCredentials, fault.CategoryPublish, fault.CategoryVerification, fault.CategoryInternal}, category):
		return &Diagnosis{}
	case slices.Contains(withoutCause(), code):
		return &Diagnosis{}
	}
	if client.Offline { // the linker leaves out what looks at handshakes
		return &Diagnosis{}
	}
	o.Signer = nil
	c, failed := client.New(o)
	if failed != nil {
		return Configuration(failed)
	}
	defer c.Close()
	if s.route, failed = c.Route(url); failed != nil {
		return &Diagnosis{}
	}
	if o.Trust == nil {
		return &Diagnosis{}
	}
	s.noteRoute(url)
	s.noteError(err)
	return s.failed(context.Background(), err)
}

// Of is the diagnosis of an error that carries the id of its cause, from the error
// alone. It is empty for an error without one, and false for an id that no cause
// has.
func Of(e *fault.Error) (*Diagnosis, bool) {
	id := e.CauseID
	if id == "" {
		id = Known(client.Options{}, "", e).Cause
	}
	if id == "" {
		return &Diagnosis{}, true
	}
	s := &session{}
	s.noteError(e)
	d := s.because(id)
	return d, d.Summary != ""
}

// withoutCause are codes of exchanges whose connection is well: the answer, or
// what is to be sent, is not what the caller allows.
func withoutCause() []fault.Code {
	return []fault.Code{
		fault.HTTPBodyTooLarge, fault.HTTPTooManyRedirects, fault.HTTPRedirectRefused, fault.HTTPStatus, fault.HTTPBodyUndecodable, fault.RequestBodyFailed,
	}
}

// ofService is the cause of what AWS IoT or a metadata service says, or of what is
// not sent to it.
func ofService(err error) string {
	switch fault.CodeOf(err) {
	case fault.EndpointInvalid:
		return "iot_endpoint"
	case fault.TopicInvalid, fault.TopicTooLong, fault.TopicTooDeep, fault.PayloadTooLarge, fault.MessageInvalid:
		return "iot_message"
	case fault.PublishForbidden:
		return "iot_policy"
	case fault.PublishNoClientCertificate:
		return "iot_certificate_unseen"
	case fault.PublishThrottled:
		return "iot_throttled"
	case fault.PublishRejected:
		return "iot_rejected"
	case fault.PublishServerError:
		return "iot_server_error"
	case fault.PublishAnswerInvalid:
		return "iot_not_answering"
	case fault.MetadataRefused:
		return "metadata_refused"
	case fault.MetadataMalformed:
		return "metadata_malformed"
	case fault.MetadataTokenUnanswered:
		return "metadata_token_unanswered"
	}
	return ""
}

// beneath is the error of the connection under one that says what became of a
// message or a question.
func beneath(err error) error {
	for {
		var e *fault.Error
		if !errors.As(err, &e) || e.Cause == nil || e.Code != fault.PublishUncertain && e.Code != fault.MetadataUnreachable {
			return err
		}
		err = e.Cause
	}
}

// greeting is how an answer began that is no TLS, as far as the error tells.
func greeting(err error) []byte {
	var record tls.RecordHeaderError
	if errors.As(err, &record) {
		return record.RecordHeader[:]
	}
	return nil
}
