package op

import (
	"github.com/sallyport/sallyport/core/token"
)

// token makes a token of a signed request.
func (s *Signer) token(c *Call) error {
	at, err := s.system.at(c.Numbers[SignerTokenNumberTime])
	if err != nil {
		return err
	}
	signer, err := s.of(at, c.Numbers[SignerTokenNumberTime])
	if err != nil {
		return err
	}
	o := token.Options{
		Kind: c.Texts[SignerTokenTextKind], Name: c.Texts[SignerTokenTextName], User: c.Texts[SignerTokenTextUser],
		Region: c.Texts[SignerTokenTextRegion], Role: c.Texts[SignerTokenTextRole], Server: c.Texts[SignerTokenTextServer],
		Port: c.Numbers[SignerTokenNumberPort], Agent: "sallyport/" + Version(), Time: at,
	}
	if o.Admin, err = c.truth(SignerTokenNumberAdmin); err != nil {
		return err
	}
	if o.Cache, err = c.truth(SignerTokenNumberCache); err != nil {
		return err
	}
	made, err := token.New(signer, &o)
	if err != nil {
		return err
	}
	c.putTexts([]string{TokenToken: made})
	return nil
}
