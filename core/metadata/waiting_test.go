package metadata_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/metadata"
)

// silent returns a service that no connection reaches, and the number of tries.
func silent(t *testing.T, timeouts client.Timeouts) (*metadata.Service, func() int) {
	t.Helper()
	var mu sync.Mutex
	dials := 0
	m, err := metadata.New(metadata.Options{Client: client.Options{
		Timeouts: timeouts, Retries: -1,
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			mu.Lock()
			dials++
			mu.Unlock()
			<-ctx.Done()
			return nil, ctx.Err()
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return m, func() int {
		mu.Lock()
		defer mu.Unlock()
		return dials
	}
}

// The clock of these tests is the bubble's, so that the times are exact.
func TestManyCallersShareOneFailure(t *testing.T) {
	for claim, c := range map[string]struct {
		timeouts client.Timeouts
		code     fault.Code
		after    time.Duration
	}{
		"no connection":        {client.Timeouts{}, fault.MetadataUnreachable, time.Second},
		"the total time is up": {client.Timeouts{Total: 3 * time.Second, Connect: time.Minute}, fault.DeadlineExceeded, 3 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			m, dials := silent(t, c.timeouts)
			start := time.Now()
			var group sync.WaitGroup
			for range 6 {
				group.Go(func() {
					if _, err := m.Get(t.Context(), itemPath); !errors.Is(err, c.code) || time.Since(start) != c.after {
						t.Errorf("%s: got %v after %v", claim, err, time.Since(start))
					}
				})
			}
			group.Wait()
			if dials() != 1 {
				t.Errorf("%s: %d connections were tried", claim, dials())
			}
		})
	}
}

func TestAWaitIsNeverLongerThanTheTotalTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, dials := silent(t, client.Timeouts{Connect: time.Hour})
		first, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := m.Get(first, itemPath); !errors.Is(err, fault.Cancelled) {
				t.Errorf("the first: %v", err)
			}
		})
		synctest.Wait()
		start := time.Now()
		for range 3 {
			group.Go(func() {
				if _, err := m.Get(t.Context(), itemPath); !errors.Is(err, fault.DeadlineExceeded) || time.Since(start) != 5*time.Second {
					t.Errorf("got %v after %v", err, time.Since(start))
				}
			})
		}
		time.Sleep(time.Second)
		cancel() // one of the others asks in its place
		group.Wait()
		if dials() != 2 {
			t.Errorf("%d connections were tried", dials())
		}
	})
}

func TestAServersWordsAreQuoted(t *testing.T) {
	for _, status := range []string{"404 \xff\x1b[2J", "403 \xff\x1b[2J" + strings.Repeat("x", 1000)} {
		m, err := metadata.New(metadata.Options{TokenTTL: -1, Client: client.Options{
			Dial: func(context.Context, string, string) (net.Conn, error) {
				ours, theirs := net.Pipe()
				go func() {
					_, _ = theirs.Read(make([]byte, 4096))
					_, _ = theirs.Write([]byte("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"))
					_ = theirs.Close()
				}()
				return ours, nil
			},
		}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = m.Get(t.Context(), itemPath)
		if err == nil || !strings.Contains(err.Error(), status[:4]+`\xff\x1b[2J`) || len(err.Error()) > 500 {
			t.Errorf("got %v", err)
		}
		m.Close()
	}
}
