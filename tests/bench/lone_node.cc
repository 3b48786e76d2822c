#include "tests/bench/lone_node.h"

#include <cstdio>
#include <cstdlib>

#include "node/config/key_files.h"

namespace jenjang {

namespace {

std::unique_ptr<RocksStore> open_store(const std::filesystem::path& folder) {
  Result<std::unique_ptr<RocksStore>> opened = RocksStore::open(folder.string(), {});
  if (opened) return std::move(*opened);
  std::fprintf(stderr, "%s\n", opened.error().message.c_str());
  std::exit(1);
}

CoreConfig core_config() {
  const SignKeys root = SignKeys::from_seed(random_seed());
  CoreConfig out;
  out.replica.keys = NodeSignKeys::from_seed(random_seed(), *Area::parse("64.72"));
  out.replica.root = {root.authority(), {}};
  out.seal_keys = SealKeys::from_seed(random_seed());
  out.name = "bench";
  out.invitation.root = {root.authority(), {}};
  Enrolment enrolment;
  enrolment.sign_key = out.replica.keys.key;
  enrolment.area = out.replica.keys.area;
  enrolment.seal_key = out.seal_keys.key;
  enrolment.name = "bench";
  out.invitation.entries.push_back(
      sign_enrolment(consent_to(enrolment, out.replica.keys.secret), root));
  return out;
}

}  // namespace

LoneNode::LoneNode(const std::filesystem::path& folder)
    : store(open_store(folder)), folder_(folder) {
  core = std::make_unique<Core>(core_config(), *store, random);
  CHECK(core->load(clock.now()).ok());
}

void LoneNode::hand_in(std::uint64_t first, std::uint64_t until, std::size_t group,
                       const Maker& make) {
  std::uint64_t accepted = 0;
  for (std::uint64_t at = first; at < until;) {
    TurnInput input;
    for (std::size_t i = 0; i < group && at < until; ++i, ++at) {
      input.requests.push_back(
          {make(at), [&](const Result<Reply>& reply) { accepted += reply.ok(); }});
    }
    core->turn(clock.now(), std::move(input));
  }
  CHECK(accepted == until - first);
}

void LoneNode::fold_all() {
  while (!core->caught_up()) core->fold(clock.now());
}

void LoneNode::reopen_store() {
  core.reset();
  store.reset();
  store = open_store(folder_);
}

}  // namespace jenjang
