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
	given := func(v vector, document string) vector {
		v.document = []byte(document)
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
		test("spaced", "with a space after the comma", testFields+`, "audience":"abc"}`, "abc", "OK"),
		test("unexpected", "one signed and none expected", splice("abc"), "", "AUDIENCE_UNEXPECTED"),
		test("unexpected-case", "one signed under a name in capitals and none expected", testFields+`,"Audience":"abc"}`, "", "AUDIENCE_UNEXPECTED"),
		test("injected-field", "a quote that the service did not escape adds an instance id", splice(`x","instance-id":"i-victim`), "abc", "DOCUMENT_DUPLICATE_FIELD"),
		test("injected-audience", "a quote that the service did not escape adds the expected audience", splice(`x","audience":"abc`), "abc", "DOCUMENT_DUPLICATE_FIELD"),
		detached(test("injected-detached", "the same with the document beside the signature", testDocument, "abc", "DOCUMENT_DUPLICATE_FIELD"),
			splice(`x","audience":"abc`), splice(`x`)),
		test("expected-injection", "an audience that looks like fields stays an audience", splice(`x","instance-id":"i-victim`), `x","instance-id":"i-victim`, "OK"),

		test("ascii", "written in ASCII", splice(`\u00e9`), "é", "OK"),
		test("ascii-capitals", "written in ASCII with capital digits", splice(`\u00E9`), "é", "OK"),
		test("ascii-some", "written in ASCII in one of two places", splice(`é\u00e9`), "éé", "OK"),
		test("surrogates", "a pair of surrogates", splice(`\ud83d\ude00`), "\U0001F600", "OK"),
		test("surrogate-alone", "half of a pair", splice(`\ud83d`), "\U0001F600", "DOCUMENT_MALFORMED"),
		test("slashes", "escaped slashes", splice(`https:\/\/a.test\/`), "https://a.test/", "OK"),
		test("html-escaped", "what HTML reads, by number", splice(`a\u0026b\u003Cc\u003e`), "a&b<c>", "OK"),
		test("letters-escaped", "letters by number, in the name as well", testFields+`,"audi\u0065nce":"\u0061bc"}`, "abc", "OK"),
		test("spaces", "with spaces at every place", testFields+" , \"audience\" : \"abc\" }", "abc", "OK"),
		test("composed", "another text that looks the same", splice("e\u0301"), "é", "AUDIENCE_MISMATCH"),
		test("escaped-not-last", "escaped, not the last field", strings.Replace(testDocument, "{", `{"audience":"\u00e9",`, 1), "é", "AUDIENCE_MISMATCH"),
		test("escaped-twice", "twice, the first escaped", testFields+`,"audi\u0065nce":"x","audience":"\u00e9"}`, "é", "DOCUMENT_DUPLICATE_FIELD"),
		test("escaped-twice-raw", "twice, the first escaped and the expected one not", testFields+`,"audi\u0065nce":"\u00e9","audience":"é"}`, "é", "DOCUMENT_DUPLICATE_FIELD"),
		test("number", "a number", testFields+`,"audience":1}`, "1", "AUDIENCE_MISMATCH"),
		test("capital-name", "under a name in capitals", testFields+`,"AUDIENCE":"abc"}`, "abc", "AUDIENCE_MISMATCH"),
		given(test("escaped-bare", "escaped, and the bare document given", splice(`\u00e9`), "é", "OK"), testDocument),
		given(test("escaped-spliced", "escaped, and the document given with the audience as it is", splice(`\u00e9`), "é", "OK"), splice("é")),
		given(test("raw-spliced-escaped", "not escaped, and the document given with the audience escaped", splice("é/"), "é/", "OK"), splice(`\u00E9\/`)),
		given(test("escaped-other", "escaped, and the document given with another audience", splice(`\u00e9`), "é", "DOCUMENT_MISMATCH"), splice("è")),
		detached(test("detached-ascii", "the bare document, the audience in ASCII", testDocument, "é\U0001F600", "OK"), splice(`\u00e9\ud83d\ude00`), testDocument),
		detached(test("detached-ascii-capitals", "the same with capital digits", testDocument, "é", "OK"), splice(`\u00E9`), testDocument),
		detached(test("detached-slashes", "the bare document, escaped slashes", testDocument, "é/", "OK"), splice(`\u00e9\/`), testDocument),
		detached(test("detached-html", "the bare document, what HTML reads by number", testDocument, "a&b", "OK"), splice(`a\u0026b`), testDocument),
		detached(test("detached-spelled", "the document with the audience as it is, signed in ASCII", testDocument, "é", "OK"), splice(`\u00e9`), splice("é")),
		detached(test("detached-odd", "a spelling that no JSON writer has, given as it was signed", testDocument, "abc", "OK"), splice(`\u0061bc`), splice(`\u0061bc`)),
		detached(test("detached-odd-bare", "the same, and only the bare document given", testDocument, "abc", "SIGNATURE_INVALID"), splice(`\u0061bc`), testDocument),

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
