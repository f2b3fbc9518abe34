package eventstream_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/eventstream"
	"github.com/sallyport/sallyport/core/fault"
)

func encode(tb testing.TB, m *eventstream.Message) []byte {
	tb.Helper()
	b, err := eventstream.Append(nil, m)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

var audio = eventstream.Message{
	Headers: []eventstream.Header{
		{Name: ":event-type", Type: eventstream.String, Value: []byte("AudioEvent")},
		{Name: "last", Type: eventstream.False, Value: []byte{}},
	},
	Payload: []byte("pcm"),
}

// The examples of the AWS SDKs' test data: an empty message, one with a payload, and
// one with a header of four bytes.
func TestKnownMessages(t *testing.T) {
	tests := []struct {
		m    eventstream.Message
		want string
	}{
		{eventstream.Message{}, "000000100000000005c248eb7d98c8ff"},
		{eventstream.Message{Payload: []byte("{'foo':'bar'}")}, "0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936"},
		{
			eventstream.Message{Headers: []eventstream.Header{{Name: "event-type", Type: eventstream.Int, Value: []byte{0, 0, 0xa0, 0x0c}}}, Payload: []byte("{'foo':'bar'}")},
			"0000002d0000001041c424b80a6576656e742d74797065040000a00c7b27666f6f273a27626172277d36f480a0",
		},
	}
	for _, test := range tests {
		if got := fmt.Sprintf("%x", encode(t, &test.m)); got != test.want {
			t.Errorf("%s is not %s", got, test.want)
		}
	}
}

func TestEveryChangedByteIsSeen(t *testing.T) {
	good := encode(t, &audio)
	m, n, err := eventstream.Decode(append(good[:len(good):len(good)], "more"...))
	if err != nil || n != len(good) || !reflect.DeepEqual(m, audio) {
		t.Fatalf("%+v, %d, %v", m, n, err)
	}
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		if _, _, err := eventstream.Decode(bad); fault.CodeOf(err) != fault.EventMalformed {
			t.Errorf("byte %d: %v", i, err)
		}
	}
	for i := range good {
		want := len(good)
		if i < 12 {
			want = 12
		}
		if _, n, err := eventstream.Decode(good[:i]); n != want || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d bytes: %d, %v", i, n, err)
		}
	}
}

func TestReadEndsBetweenMessages(t *testing.T) {
	good := encode(t, &audio)
	r := bytes.NewReader(append(bytes.Clone(good), good...))
	for range 2 {
		if m, err := eventstream.Read(r); err != nil || string(m.Payload) != "pcm" {
			t.Fatal(m, err)
		}
	}
	if _, err := eventstream.Read(r); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	for i := 1; i < len(good); i++ {
		if _, err := eventstream.Read(bytes.NewReader(good[:i])); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d bytes: %v", i, err)
		}
	}
}

func TestWhatNoMessageCanHold(t *testing.T) {
	header := func(name string, kind eventstream.Type, size int) *eventstream.Message {
		return &eventstream.Message{Headers: []eventstream.Header{{Name: name, Type: kind, Value: make([]byte, size)}}}
	}
	many := &eventstream.Message{}
	for range 5 {
		many.Headers = append(many.Headers, header("a", eventstream.Bytes, 32767).Headers...)
	}
	for name, m := range map[string]*eventstream.Message{
		"no name": header("", eventstream.True, 0), "long name": header(strings.Repeat("a", 256), eventstream.True, 0),
		"no such type": header("a", 10, 0), "size": header("a", eventstream.Int, 3), "long value": header("a", eventstream.String, 32768),
		"headers": many, "payload": {Payload: make([]byte, eventstream.MaxPayload+1)},
	} {
		if _, err := eventstream.Append(nil, m); fault.CodeOf(err) != fault.EventMalformed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLines(t *testing.T) {
	const lines = "true\ta\t\nfalse\tb\t\nbyte\tc\t-128\nshort\td\t-1\nint\te\t-2147483648\nlong\tf\t9223372036854775807\n" +
		"bytes\tg\t%00%FF%25\nstring\t:h%20%C3%BC\ta+b%09c\ntimestamp\ti\t-1\nuuid\tj\t00112233-4455-6677-8899-aabbccddeeff\n"
	headers, err := eventstream.ParseLines(lines)
	if err != nil || len(headers) != 10 || headers[7].Name != ":h ü" || string(headers[7].Value) != "a+b\tc" {
		t.Fatalf("%+v, %v", headers, err)
	}
	m, n, err := eventstream.Decode(encode(t, &eventstream.Message{Headers: headers}))
	if got := string(eventstream.AppendLines(nil, m.Headers)); got != lines || n == 0 || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	for _, bad := range []string{
		"a", "string\ta", "string\ta\tb\tc", "text\ta\tb", "true\ta\t1", "byte\ta\t128", "int\ta\t", "int\ta\t1.0", "uuid\ta\t00112233445566778899aabbccddeeff",
		"uuid\ta\t0011223-34455-6677-8899-aabbccddeef", "bytes\ta\t%0", "string\t%zz\ta", "\n",
	} {
		if _, err := eventstream.ParseLines(bad); fault.CodeOf(err) != fault.EventMalformed {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// FuzzParseLines: what is taken is written to lines of the same headers.
func FuzzParseLines(f *testing.F) {
	f.Add("string\t:event-type\tAudioEvent\nint\ta\t-1\n")
	f.Add("uuid\tj\t00112233-4455-6677-8899-aabbccddeeff")
	f.Fuzz(func(t *testing.T, lines string) {
		headers, err := eventstream.ParseLines(lines)
		if err != nil {
			return
		}
		again, err := eventstream.ParseLines(string(eventstream.AppendLines(nil, headers)))
		if err != nil || len(again) != len(headers) {
			t.Fatal(again, err)
		}
		for i := range again {
			if again[i].Name != headers[i].Name || again[i].Type != headers[i].Type || !bytes.Equal(again[i].Value, headers[i].Value) {
				t.Fatalf("%+v became %+v", headers[i], again[i])
			}
		}
	})
}

// FuzzDecode: what is taken is a message that is written again to the same bytes.
func FuzzDecode(f *testing.F) {
	f.Add(encode(f, &audio))
	f.Add(encode(f, &eventstream.Message{}))
	f.Add([]byte("00000000"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, n, err := eventstream.Decode(b)
		if err != nil {
			return
		}
		if again, err := eventstream.Append(nil, &m); err != nil || !bytes.Equal(again, b[:n]) {
			t.Fatalf("%x became %x, %v", b[:n], again, err)
		}
	})
}

func ExampleDecode() {
	b, err := eventstream.Append(nil, &eventstream.Message{
		Headers: []eventstream.Header{{Name: ":event-type", Type: eventstream.String, Value: []byte("AudioEvent")}},
		Payload: []byte("..."),
	})
	if err != nil {
		panic(err)
	}
	m, n, err := eventstream.Decode(b)
	fmt.Printf("%s=%s %q %v %v", m.Headers[0].Name, m.Headers[0].Value, m.Payload, n == len(b), err)
	// Output: :event-type=AudioEvent "..." true <nil>
}
