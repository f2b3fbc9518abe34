// Package page drives a browser, for the test of the page that explains in it (docs/explain.html). It
// speaks the Chrome DevTools protocol to the headless Chromium of Debian's packages.
package page
