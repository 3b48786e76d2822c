#include "tests/fuzz/lone_api.h"

#include <sodium.h>

#include <algorithm>

namespace jenjang::fuzz {

namespace {

template <class Fixed>
Fixed filled(std::uint8_t byte) {
  Fixed out;
  std::fill_n(out.data(), Fixed::kSize, byte);
  return out;
}

const NodeSignKeys& node_keys() {
  static const NodeSignKeys kKeys = NodeSignKeys::from_seed(filled<Seed>(2), Area::nation());
  return kKeys;
}

std::vector<ApiKeyConfig> api_keys() {
  return {{"app", ApiRole::app, hash_api_key("app")},
          {"officer", ApiRole::officer, hash_api_key("officer")},
          {"operator", ApiRole::operator_, hash_api_key("operator")}};
}

// A directory whose nation has a node that may name categories, and a key to seal to.
Directory make_directory() {
  CHECK(sodium_init() >= 0);
  const SignKeys root = SignKeys::from_seed(filled<Seed>(1));
  Directory out({root.authority(), {}});
  const EntryPlace place{{Book::directory(), node_keys().id, {1}, v1::LANE_NEWS}, 1};
  const Enrolment node{node_keys().key,         Area::nation(),
                       filled<TransportKey>(5), SealKeys::from_seed(filled<Seed>(3)).key,
                       {v1::GRANT_MASTER_DATA}, "n"};
  out.add(sign_enrolment(consent_to(node, node_keys().secret), root), place);
  const SealKeys secret = SealKeys::from_seed(filled<Seed>(4));
  out.add(sign_entry(AreaKey{Area::nation(), 1, secret.key, {}}, root), place);
  out.add(sign_entry(CategoryList{1, {{1, "Jalan", 0, true}}}, node_keys()), place);
  return out;
}

}  // namespace

class LoneApi::EmptyStore final : public Store {
 public:
  std::optional<std::string> get(Family, std::string_view) const override { return std::nullopt; }
  void scan(Family, std::string_view, std::string_view, const ScanVisitor&) const override {}
  void scan_down(Family, std::string_view, std::string_view, const ScanVisitor&) const override {}
  std::int64_t counter(std::string_view) const override { return 0; }
  void scan_counters(std::string_view,
                     const std::function<bool(std::string_view, std::int64_t)>&) const override {}
  Result<void> commit(const Writes&, Durability) override { return {}; }
  std::unique_ptr<StoreView> snapshot() const override { return std::make_unique<EmptyStore>(); }
  Result<void> scrub(const std::vector<Family>&) override { return {}; }
};

LoneApi::LoneApi()
    : store_(std::make_unique<EmptyStore>()),
      directory_(make_directory()),
      access_(node_keys().id, api_keys()),
      secrets_(directory_, node_keys().id, SealKeys::from_seed(filled<Seed>(3)), random_),
      author_(node_keys().id, Area::nation(), secrets_, random_) {
  board_.publish(directory_);
  const auto prove = [](const Challenge& challenge) {
    return jenjang::prove(challenge, node_keys());
  };
  api_ = std::make_unique<Api>(
      ApiParts{*store_, *this, board_, nullptr, access_, clock_, {}, {}, prove},
      ApiOptions{node_keys().id, Area::nation(), "n", "", {}});
}

LoneApi::~LoneApi() = default;

Result<Reply> LoneApi::run(Command command) {
  if (auto* submit = std::get_if<Submit>(&command)) {
    const Result<ReportId> report = author_.identify(*submit);
    if (!report) return report.error();
    const Result<Draft> draft = author_.submit(*submit, v1::SYSTEM_RULE_INTAKE, {1}, clock_.now());
    if (!draft) return draft.error();
    CHECK(decode_event(draft->bytes).ok());
    for (const Rider& rider : draft->contents) {
      CHECK(read_content(std::get<Content>(rider.entry)).ok());
    }
    return Reply(SubmitDone{*report});
  }
  if (auto* import = std::get_if<Import>(&command)) {
    const Result<ReportId> report = author_.identify(import->submit);
    if (!report) return report.error();
    const Result<std::vector<Draft>> drafts = author_.import(*import, {1}, clock_.now());
    if (!drafts) return drafts.error();
    for (const Draft& draft : *drafts) CHECK(decode_event(draft.bytes).ok());
    return Reply(SubmitDone{*report});
  }
  if (const auto* again = std::get_if<Resubmit>(&command)) return Reply(SubmitDone{again->report});
  if (std::holds_alternative<Act>(command)) return Reply(ActDone{});
  if (std::holds_alternative<OpenSealed>(command)) return Reply(Opened{});
  if (std::holds_alternative<AddEntries>(command)) return Reply(EntriesDone{});
  if (std::holds_alternative<AskStatus>(command)) return Reply(NodeStatus{});
  return Reply(ViewsShown{});
}

bool LoneApi::post(Request request) {
  request.done(run(std::move(request.command)));
  return true;
}

void LoneApi::reply(RequestTicket, HttpReply reply) {
  CHECK(!answered_);
  answered_ = std::move(reply);
}

void LoneApi::reply_with(RequestTicket ticket, std::function<HttpReply()> make) {
  reply(ticket, make());
}

HttpReply LoneApi::answer(const HttpRequest& request) {
  answered_.reset();
  api_->handle(request, Responder(*this, {}));
  CHECK(answered_);
  return std::move(*answered_);
}

}  // namespace jenjang::fuzz
