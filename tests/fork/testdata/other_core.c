/* A core of another version: all functions, none of which is ever called. */
#ifndef FUNCTION
#define FUNCTION(name) \
  void sally_core_##name(void) {}
#endif
FUNCTION(new) FUNCTION(call) FUNCTION(start) FUNCTION(finish) FUNCTION(cancel) FUNCTION(fd) FUNCTION(watch) FUNCTION(ended) FUNCTION(free) FUNCTION(drop)
const char *sally_core_version(void) { return "9.9.9"; }
