package host_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

func TestClosingObjectsMakesNoMoreInstancesThanCallsMayRun(t *testing.T) {
	const most = 4
	r := newRuntime(t, modulePath, host.Config{MaxInstances: most})
	ctx := context.Background()
	lasting := newSigner(t, r)
	var all sync.WaitGroup
	for range 4 * most {
		all.Go(func() {
			for range 40 {
				signer, err := r.NewSigner(ctx, signerOptions())
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := lasting.Sign(ctx, stsRequest(nil)); err != nil {
					t.Error(err)
				}
				signer.Close()
			}
		})
	}
	all.Wait()
	newSigner(t, r).Close() // those that were in use at the last Close
	if n := host.Instances(r); n > most {
		t.Errorf("%d instances; MaxInstances is %d", n, most)
	}
	if n := host.Handles(r); n > most {
		t.Errorf("%d instances hold %d objects of one that is open", most, n)
	}
}

func TestObjectsOutOfReachAreFreed(t *testing.T) {
	r := newRuntime(t, modulePath, host.Config{MaxInstances: 1})
	ctx := context.Background()
	kept := newSigner(t, r)
	for range 20 {
		if _, err := r.NewSigner(ctx, signerOptions()); err != nil {
			t.Fatal(err)
		}
	}
	for end := time.Now().Add(30 * time.Second); host.Handles(r) > 1; {
		if time.Now().After(end) {
			t.Fatalf("%d objects are held; one is in reach", host.Handles(r))
		}
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	if _, err := kept.Sign(ctx, stsRequest(nil)); err != nil {
		t.Error(err)
	}
}

func TestClosingAgainDoesNothing(t *testing.T) {
	r, err := host.New(context.Background(), module(t, modulePath), host.Config{CacheDir: cacheDir, MaxInstances: 4})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := r.Close(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := r.Close(ctx); err != nil {
		t.Error(err)
	}
}

func TestACloseThatHadNoTimeCanBeRepeated(t *testing.T) {
	hold, held := make(chan struct{}), make(chan struct{})
	r, err := host.New(context.Background(), module(t, modulePath), host.Config{CacheDir: cacheDir})
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = host.Occupy(r, held, hold) }()
	<-held
	short, stop := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer stop()
	if err := r.Close(short); fault.CodeOf(err) != fault.DeadlineExceeded {
		t.Errorf("while a call runs: %v", err)
	}
	close(hold)
	if err := r.Close(context.Background()); err != nil {
		t.Error(err)
	}
}
