// Command causes is the lab of faults: it starts the servers of every scenario that a diagnosis is
// tried on, those of [diagnosetest] and those of nginx, openssl s_server and gnutls-serv, and says of
// each where it is, what is wrong with it, and the commands that show it. `make lab-faults` runs it.
package main
