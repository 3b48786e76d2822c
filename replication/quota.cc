#include "replication/quota.h"

namespace jenjang {

std::uint64_t allowance_of(const Enrolment& node) {
  if (node.allowance_mib > 0) return node.allowance_mib * kMiB;
  switch (node.area.tier()) {
    case 0:
      return 64 * kMiB;
    case 1:
      return 16 * kMiB;
    default:
      return 4 * kMiB;
  }
}

}  // namespace jenjang
