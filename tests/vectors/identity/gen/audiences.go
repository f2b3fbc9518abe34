package main

import "strings"

// audienceVectors are about the audience.
func audienceVectors() []vector {
	const fresh = "sally1.20260701T115930Z.AAECAwQFBgcICQoLDA0ODw"
	splice := func(audience string) string { return testFields + `,"audience":"` + audience + `"}` }
	test := func(name, comment, document, audience, expect string) vector {
		v := testVector("audience-"+name, comment, signed(document), expect)
		v.audience = audience
		if expect == "OK" {
			v.want = append(v.want, "audience: "+audience)
		}
		return v
	}
	detached := func(v vector, signed, given string) vector {
		m := message{content: []byte(signed), detached: true, signers: []signer{{by: testParty()}}}
		v.signature, v.document = text64(m.der()), []byte(given)
		return v
	}
	maxAge := func(v vector, seconds string) vector {
		v.options = []string{"max_age: " + seconds}
		return v
	}
	quoted := `{"aud":"x\y","time":1}`
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(quoted)
	html := "a&b<c>/é"

	return []vector{
		test("quotes-raw", "quotes and backslashes, not escaped by the service", splice(quoted), quoted, "OK"),
		test("quotes-escaped", "quotes and backslashes, escaped by the service", splice(escaped), quoted, "OK"),
		test("html", "characters that some JSON writers escape", splice(html), html, "OK"),
		detached(test("detached-bare", "the bare document beside the signature", testDocument, "abc", "OK"), splice("abc"), testDocument),
		detached(test("detached-spliced", "the document with the audience beside the signature", testDocument, "abc", "OK"), splice("abc"), splice("abc")),
		detached(test("detached-escaped", "the bare document, the audience escaped by the service", testDocument, quoted, "OK"), splice(escaped), testDocument),
		detached(test("detached-wrong", "the bare document, another audience signed", testDocument, "abc", "SIGNATURE_INVALID"), splice("abd"), testDocument),
		detached(test("detached-none", "the bare document, no audience signed", testDocument, "abc", "SIGNATURE_INVALID"), testDocument, testDocument),
		detached(test("detached-newline", "a newline after the bare document", testDocument, "abc", "DOCUMENT_MALFORMED"), splice("abc"), testDocument+"\n"),

		test("missing", "none signed", testDocument, "abc", "AUDIENCE_MISSING"),
		test("wrong", "another one signed", splice("abd"), "abc", "AUDIENCE_MISMATCH"),
		test("case", "another one signed, by case only", splice("ABC"), "abc", "AUDIENCE_MISMATCH"),
		test("not-last", "not the last field", strings.Replace(testDocument, "{", `{"audience":"abc",`, 1), "abc", "AUDIENCE_MISMATCH"),
		test("spaced", "with a space after the comma", testFields+`, "audience":"abc"}`, "abc", "AUDIENCE_MISMATCH"),
		test("unexpected", "one signed and none expected", splice("abc"), "", "AUDIENCE_UNEXPECTED"),
		test("unexpected-case", "one signed under a name in capitals and none expected", testFields+`,"Audience":"abc"}`, "", "AUDIENCE_UNEXPECTED"),
		test("injected-field", "a quote that the service did not escape adds an instance id", splice(`x","instance-id":"i-victim`), "abc", "DOCUMENT_DUPLICATE_FIELD"),
		test("injected-audience", "a quote that the service did not escape adds the expected audience", splice(`x","audience":"abc`), "abc", "DOCUMENT_DUPLICATE_FIELD"),
		detached(test("injected-detached", "the same with the document beside the signature", testDocument, "abc", "DOCUMENT_DUPLICATE_FIELD"),
			splice(`x","audience":"abc`), splice(`x`)),
		test("expected-injection", "an audience that looks like fields stays an audience", splice(`x","instance-id":"i-victim`), `x","instance-id":"i-victim`, "OK"),

		maxAge(test("fresh", "made 30 seconds ago", splice(fresh), fresh, "OK"), "30"),
		maxAge(test("stale", "made 30 seconds ago, 29 allowed", splice(fresh), fresh, "IDENTITY_STALE"), "29"),
		maxAge(test("future", "made more than a minute in the future", splice(strings.Replace(fresh, "T115930", "T120101", 1)),
			strings.Replace(fresh, "T115930", "T120101", 1), "IDENTITY_STALE"), "3600"),
		maxAge(test("skewed", "made a minute in the future", splice(strings.Replace(fresh, "T115930", "T120100", 1)),
			strings.Replace(fresh, "T115930", "T120100", 1), "OK"), "3600"),
		maxAge(test("no-time", "not made by NewAudience", splice(fresh+"x"), fresh+"x", "IDENTITY_STALE"), "3600"),
		maxAge(test("no-date", "in the form of NewAudience with no date", splice(strings.Replace(fresh, "0701", "0732", 1)),
			strings.Replace(fresh, "0701", "0732", 1), "IDENTITY_STALE"), "3600"),
		maxAge(test("none-with-max-age", "none, so that the age cannot be known", testDocument, "", "IDENTITY_STALE"), "3600"),
	}
}
