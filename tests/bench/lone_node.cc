#include "tests/bench/lone_node.h"

#include "node/config/key_files.h"
#include "schema/hash.h"
#include "tests/bench/report_text.h"

namespace jenjang {

LoneNode::LoneNode(const std::filesystem::path& folder) {
  Result<std::unique_ptr<RocksStore>> opened = RocksStore::open(folder.string(), {});
  CHECK(opened.ok());
  store = std::move(*opened);
  const SignKeys root = SignKeys::from_seed(random_seed());
  CoreConfig config;
  config.replica.keys = SignKeys::from_seed(random_seed());
  config.replica.area = *Area::parse("64.72");
  config.replica.root = root.authority();
  config.seal_keys = SealKeys::from_seed(random_seed());
  config.name = "bench";
  config.invitation.root = root.authority();
  Enrolment enrolment;
  enrolment.node = config.replica.keys.id;
  enrolment.area = config.replica.area;
  enrolment.seal_key = config.seal_keys.key;
  enrolment.name = "bench";
  config.invitation.entries.push_back(sign_entry(enrolment, root));
  core = std::make_unique<Core>(config, *store, random);
  CHECK(core->load(clock.now()).ok());
}

Submit bench_report(std::uint64_t number, std::size_t bytes) {
  Submit out;
  out.addressee = *Area::parse("64.72");
  out.place = *Area::parse("64.72.01");
  out.kind = v1::KIND_COMPLAINT;
  out.channel = v1::CHANNEL_APP;
  out.category = static_cast<std::uint32_t>(1 + number % 40);
  out.key = intake_digest(std::to_string(number));
  out.words.set_title("Laporan " + std::to_string(number));
  out.words.set_text(report_text(number, bytes));
  return out;
}

}  // namespace jenjang
