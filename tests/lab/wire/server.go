package wire

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// maxBody is more than any stand-in takes, so that each can refuse in its own words.
const maxBody = 1 << 20

// Server is one stand-in on one address.
type Server struct {
	Name    string
	TLS     *tls.Config // nil: plain HTTP
	Handler http.Handler
	Journal *Journal // nil: nothing is written down

	http *http.Server
}

type contextKey int

const (
	connKey contextKey = iota
	recordKey
)

// Start serves on l until Close.
func (s *Server) Start(l net.Listener) {
	s.http = &http.Server{
		Handler:           http.HandlerFunc(s.serve),
		ReadHeaderTimeout: 30 * time.Second,
		MaxHeaderBytes:    maxHead / 2,
		ErrorLog:          log.New(io.Discard, "", 0), // refused clients are in the journal
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connKey, c)
		},
	}
	go func() { _ = s.http.Serve(listen(l, s.TLS, s.refused)) }() // ends with http.ErrServerClosed
}

// Close ends the server and its connections.
func (s *Server) Close() { _ = s.http.Close() }

// refused notes a handshake that failed; a client that said nothing at all is not worth it.
func (s *Server) refused(c *greeted, err error) {
	if s.Journal == nil || errors.Is(err, io.EOF) {
		return
	}
	facts := &Handshake{ServerName: c.serverName, Offered: c.offered}
	s.Journal.add(&Record{StandIn: s.Name, TLS: facts, Refused: err.Error()})
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	c := r.Context().Value(connKey).(*conn)
	record := &Record{StandIn: s.Name, Head: c.head(), Detail: map[string]any{}}
	if c.tls != nil {
		state := c.tls.ConnectionState()
		r.TLS = &state
		record.TLS = describe(&state, c.below.offered)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	c.forget()
	if err != nil {
		http.Error(w, "the request body could not be read", http.StatusRequestEntityTooLarge)
		return
	}
	record.Body = body
	r.Body = io.NopCloser(bytes.NewReader(body))

	status := &statusWriter{ResponseWriter: w}
	// Written before the answer leaves, so that a client that has its answer finds the record.
	status.before = func() {
		record.Status = status.status
		if s.Journal != nil {
			s.Journal.add(record)
		}
	}
	defer status.commit(0) // 0: the handler closed the connection without an answer
	s.Handler.ServeHTTP(status, r.WithContext(context.WithValue(r.Context(), recordKey, record)))
}

// Note adds to the journal what a stand-in made of the request; call it before answering.
func Note(r *http.Request, key string, value any) {
	if record, ok := r.Context().Value(recordKey).(*Record); ok {
		record.Detail[key] = value
	}
}

// Body is the request's whole body.
func Body(r *http.Request) []byte {
	if record, ok := r.Context().Value(recordKey).(*Record); ok {
		return record.Body
	}
	return nil
}

func describe(state *tls.ConnectionState, offered []string) *Handshake {
	h := &Handshake{
		ServerName: state.ServerName,
		Version:    tls.VersionName(state.Version),
		ALPN:       state.NegotiatedProtocol,
		Offered:    offered,
	}
	if len(state.PeerCertificates) > 0 {
		h.ClientCertificate = state.PeerCertificates[0].Subject.CommonName
	}
	return h
}

// statusWriter learns the status on its way out.
type statusWriter struct {
	http.ResponseWriter
	status int
	done   bool
	before func()
}

func (w *statusWriter) commit(status int) {
	if !w.done {
		w.done, w.status = true, status
		w.before()
	}
}

func (w *statusWriter) WriteHeader(status int) {
	w.commit(status)
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	w.commit(http.StatusOK)
	return w.ResponseWriter.Write(p)
}
