#pragma once

#include <cstdio>
#include <cstdlib>

// A broken invariant is a bug: the process ends, in release too, and recovery is start-up.
#define CHECK(condition)                                                                 \
  do {                                                                                   \
    if (!(condition)) {                                                                  \
      std::fprintf(stderr, "%s:%d: CHECK failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                      \
    }                                                                                    \
  } while (false)
