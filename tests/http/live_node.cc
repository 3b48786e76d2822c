#include "tests/http/live_node.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "schema/hash.h"

namespace jenjang {

namespace {

Area area(std::string_view text) { return Area::parse(text).value(); }

template <class Fixed>
Fixed filled(std::uint8_t byte) {
  Fixed out;
  std::fill_n(out.data(), Fixed::kSize, byte);
  return out;
}

std::string registry_bytes() {
  const std::vector<AreaEntry> areas{
      {area("0"), "Indonesia"},           {area("64"), "Kalimantan Timur"},
      {area("64.71"), "Kota Balikpapan"}, {area("64.72"), "Kota Samarinda"},
      {area("64.72.01"), "Palaran"},      {area("64.72.01.1001"), "Rawa Makmur"}};
  return encode_registry("4.0.1", areas).value();
}

std::vector<ApiKeyConfig> api_keys() {
  return {{"app", ApiRole::app, hash_api_key("app-key")},
          {"officer", ApiRole::officer, hash_api_key("officer-key")},
          {"operator", ApiRole::operator_, hash_api_key("operator-key")},
          {"coordinator", ApiRole::coordinator, hash_api_key("coordinator-key")},
          {"custodian", ApiRole::custodian, hash_api_key("custodian-key")},
          {"monitor", ApiRole::monitor, hash_api_key("monitor-key")},
          {"unit 7", ApiRole::officer, hash_api_key("unit-7-key"), {7}},
          {"unit 8", ApiRole::officer, hash_api_key("unit-8-key"), {8}},
          {"other app", ApiRole::app, hash_api_key("other-app-key")}};
}

bool wait_until(const std::function<bool()>& there) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!there()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace

CoreConfig LiveNode::config() const {
  const SignKeys root = SignKeys::from_seed(filled<Seed>(1));
  const SealKeys seal = SealKeys::from_seed(filled<Seed>(3));
  const SealKeys area_secret = SealKeys::from_seed(filled<Seed>(4));
  CoreConfig out;
  out.replica.keys = keys_;
  out.replica.root = {root.authority(), {}};
  out.seal_keys = seal;
  out.name = "nasional-1";
  out.invitation.root = {root.authority(), {}};
  const Enrolment self{keys_.key, Area::nation(),          filled<TransportKey>(5),
                       seal.key,  {v1::GRANT_MASTER_DATA}, "nasional-1"};
  out.invitation.entries.push_back(sign_enrolment(consent_to(self, keys_.secret), root));
  const AreaKey key{
      Area::nation(), 1, area_secret.key, {{keys_.id, box_secret(area_secret.secret, seal.key)}}};
  out.invitation.entries.push_back(sign_entry(key, root));
  return out;
}

std::vector<SignedEntry> LiveNode::master_data() const {
  const CategoryList categories{
      1, {{1, "Infrastruktur", 0, true}, {2, "Jalan", 1, true}, {3, "Lama", 0, false}}};
  const UnitList units{Area::nation(), 1, {{7, "Kementerian PU", 0, true}}};
  return {sign_entry(categories, keys_), sign_entry(units, keys_)};
}

LiveNode::LiveNode()
    : keys_(NodeSignKeys::from_seed(filled<Seed>(2), Area::nation())),
      access_(keys_.id, api_keys()) {
  EXPECT_GE(sodium_init(), 0);
  store_ = std::move(RocksStore::open(folder_.at("store"), {})).value();
  registry_.emplace(
      std::move(Registry::open(folder_.write("areas.bin", registry_bytes()))).value());
  core_ = std::make_unique<Core>(config(), *store_, random_);
  EXPECT_TRUE(core_->load(clock_.now()).ok());
  board_.publish(core_->directory());
  const auto log = [this](std::string_view what, std::string_view detail) {
    const std::lock_guard lock(log_mutex_);
    log_.push_back(std::string(what) + " " + std::string(detail));
  };
  const auto prove = [this](const Challenge& challenge) {
    return jenjang::prove(challenge, keys_);
  };
  api_ = std::make_unique<Api>(
      ApiParts{*store_, gate_, board_, &*registry_, access_, clock_, {}, log, prove},
      ApiOptions{keys_.id, Area::nation(), "nasional-1", "", request_key(keys_.secret)});
  HttpOptions http;
  http.port = 0;
  http.local_path = local_path();
  server_ = std::make_unique<HttpServer>(http, *api_);
  const Result<void> started = server_->start();
  EXPECT_TRUE(started.ok()) << started.error().message;
  thread_ = std::thread([this] { run(); });
  gate_.post(
      {AddEntries{master_data()}, [](const Result<Reply>& result) { EXPECT_TRUE(result.ok()); }});
  EXPECT_TRUE(wait_until([this] { return !board_.services().empty(); }));
}

LiveNode::~LiveNode() {
  stopping_ = true;
  gate_.inbox.wake();
  thread_.join();
  server_->stop();
}

// The daemon's loop without its links.
void LiveNode::run() {
  gate_.inbox.set_ready(std::nullopt);
  std::uint64_t published = core_->directory().version();
  std::vector<Request> asked;
  while (!stopping_) {
    const std::int64_t until_us = core_->wake_at().us - clock_.now().mono.us;
    pollfd waited{gate_.inbox.fd(), POLLIN, 0};
    ::poll(&waited, 1, static_cast<int>(std::clamp<std::int64_t>(until_us / 1000, 0, 100)));
    TurnInput input;
    Inbox::Contents contents = gate_.inbox.take();
    input.requests = std::move(contents.requests);
    input.scrubbed = std::move(contents.scrubbed);
    if (!input.requests.empty()) caught_up_ = false;
    const TurnOutput out = core_->turn(clock_.now(), std::move(input));
    // Before the answers, so that whoever waits for one sees what it did to the directory.
    if (published != core_->directory().version()) {
      board_.publish(core_->directory());
      published = core_->directory().version();
    }
    server_->flush();
    if (out.scrub) gate_.inbox.post_scrubbed(store_->scrub({Family::packs}));
    core_->fold(clock_.now());
    caught_up_ = core_->caught_up();
  }
}

std::vector<std::string> LiveNode::log_lines() const {
  const std::lock_guard lock(log_mutex_);
  return log_;
}

bool LiveNode::caught_up() const {
  return wait_until([this] { return caught_up_.load(); });
}

}  // namespace jenjang
