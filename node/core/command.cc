#include "node/core/command.h"

namespace jenjang {

namespace {

struct Name {
  std::string_view operator()(const Verify&) const { return "verify"; }
  std::string_view operator()(const Dispose&) const { return "dispose"; }
  std::string_view operator()(const Forward&) const { return "forward"; }
  std::string_view operator()(const Return&) const { return "return"; }
  std::string_view operator()(const FollowUp&) const { return "follow_up"; }
  std::string_view operator()(const Close&) const { return "close"; }
  std::string_view operator()(const Erase&) const { return "erase"; }
  std::string_view operator()(const Tighten&) const { return "tighten"; }
  std::string_view operator()(const GrantIdentity&) const { return "grant_identity"; }
};

}  // namespace

std::string_view act_name(const Act& act) { return std::visit(Name(), act.what); }

}  // namespace jenjang
