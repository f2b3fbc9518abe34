package cookie_test

import (
	"fmt"

	"github.com/sallyport/sallyport/core/cookie"
)

func ExampleJar() {
	var jar cookie.Jar
	login := cookie.Place{Secure: true, Host: "login.example.com", Path: "/in"}
	jar.Set(login, []string{"session=31d4; Domain=example.com; Path=/; Secure", "step=2"}, now)

	fmt.Println(jar.Header(login, now))
	fmt.Println(jar.Header(cookie.Place{Secure: true, Host: "www.example.com", Path: "/"}, now))
	// Output:
	// session=31d4; step=2
	// session=31d4
}
