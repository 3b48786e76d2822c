// The nation's core with a link to every province and regency, each of which has started so many
// times: what a look at it costs, and what it keeps in memory. Prints one JSON line.
#include <google/protobuf/stubs/logging.h>
#include <malloc.h>
#include <sodium.h>

#include <chrono>
#include <cstdio>
#include <filesystem>

#include "node/daemon/system_ports.h"
#include "node/store/rocks_store.h"
#include "node/turn/core.h"
#include "schema/hash.h"
#include "tests/bench/arguments.h"
#include "tests/bench/quantile.h"
#include "tests/support/memory_store.h"
#include "tests/support/test_federation.h"

namespace jenjang {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kProvinces = 38;
constexpr std::uint64_t kRegencies = 514;
constexpr std::size_t kMessagesPerTurn = 512;
constexpr int kLooks = 9;
constexpr int kRounds = 4;  // Of answers to one turn: what it says then may be due to the clock.

// As many as there are; which codes they have does not matter here.
std::vector<std::string> names() {
  std::vector<std::string> out{"0"};
  for (std::uint64_t p = 0; p < kProvinces; ++p) out.push_back(std::to_string(11 + p));
  for (std::uint64_t r = 0; r < kRegencies; ++r) {
    out.push_back(std::to_string(11 + r % kProvinces) + "." + std::to_string(11 + r / kProvinces));
  }
  return out;
}

// A node below the nation, as far as its link shows it.
struct Below {
  const TestNode* node = nullptr;
  MemoryStore store{};
  std::unique_ptr<Ledger> ledger{};
  ContactId contact{};  // The nation's, of this link.
};

class Nation {
 public:
  explicit Nation(std::string folder) : folder_(std::move(folder)) {
    for (const SignedEntry& entry : federation_.invitation().entries) directory_.add(entry, {});
    for (const std::string& name : names()) {
      if (name == "0") continue;
      auto below = std::make_unique<Below>();
      below->node = &federation_.node(name);
      below->ledger = std::make_unique<Ledger>(below->store, directory_, below->node->area);
      by_node_[below->node->keys.id] = below.get();
      below_.push_back(std::move(below));
    }
    start();
  }

  // All nodes start once more, and write into each lane of their own book.
  void live() {
    ++life_;
    std::vector<Inbound> messages;
    for (const auto& below : below_) {
      for (const Lane lane : {v1::LANE_CONTROL, v1::LANE_NEWS, v1::LANE_HISTORY}) {
        messages.push_back(write(*below, lane));
        if (messages.size() == kMessagesPerTurn) turn(std::exchange(messages, {}));
      }
    }
    turn(std::move(messages));
    while (!core_->caught_up()) core_->fold(clock_.now());
  }
  // Whether everything that was written has come.
  bool whole(std::uint64_t batches) const {
    const auto& verdicts = core_->replica().verdicts();
    const auto stored = verdicts.find(Verdict::stored);
    return stored != verdicts.end() && stored->second == batches;
  }

  // In milliseconds.
  double restart() {
    core_.reset();
    store_.reset();
    const auto begin = Clock::now();
    start();
    return ms_since(begin);
  }
  double status() {
    return median([&](int) {
      const auto begin = Clock::now();
      const NodeStatus status = core_->status({}, clock_.now());
      const double out = ms_since(begin);
      CHECK(status.links.size() == below_.size());
      return out;
    });
  }
  // A turn in which a regency's batch comes, and its summary after it.
  double summary_turn() {
    return median([&](int i) {
      Below& below = *below_[below_.size() - 1 - static_cast<std::size_t>(i)];
      std::vector<Inbound> messages{write(below, v1::LANE_NEWS), summary(below, false)};
      const auto begin = Clock::now();
      turn(std::move(messages));
      return ms_since(begin);
    });
  }
  // The memory that goes when the core does.
  double core_mib() {
    meet_all();
    const std::size_t with = mallinfo2().uordblks;
    core_.reset();
    const std::size_t without = mallinfo2().uordblks;
    return static_cast<double>(with - without) / (1 << 20);
  }
  std::uint64_t directory_bytes() const {
    std::uint64_t out = 0;
    store_->scan(Family::batches, "*", "*", [&](std::string_view key, std::string_view value) {
      out += key.size() + value.size();
      return true;
    });
    return out;
  }

 private:
  static double ms_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
  }
  template <class Measure>
  static double median(const Measure& measure) {
    std::vector<double> out;
    for (int i = 0; i < kLooks; ++i) out.push_back(measure(i));
    return quantile(std::move(out), 0.5);
  }

  void start() {
    Result<std::unique_ptr<RocksStore>> opened = RocksStore::open(folder_, {});
    CHECK(opened.ok());
    store_ = std::move(*opened);
    const TestNode& self = federation_.node("0");
    CoreConfig config;
    config.replica.keys = self.keys;
    config.replica.root = TestFederation::root();
    config.seal_keys = self.seal;
    config.name = "nasional";
    config.invitation = federation_.invitation();
    core_ = std::make_unique<Core>(config, *store_, random_);
    CHECK(core_->load(clock_.now()).ok());
    meet_all();
  }
  void meet_all() {
    std::vector<Inbound> hellos;
    for (const auto& below : below_) hellos.push_back(hello(*below, {}));
    turn(std::move(hellos));
  }
  Inbound hello(const Below& below, ContactId heard) {
    return from(below, Hello{kLinkVersion,
                             below.node->keys.id,
                             below.node->area,
                             {7},
                             heard,
                             64 << 20,
                             clock_.now().wall});
  }
  static Inbound from(const Below& below, const LinkMessage& message) {
    return {{LinkId::Side::accepted, below.node->keys.id}, encode_message(message)};
  }
  Inbound write(Below& below, Lane lane) {
    const FeedId feed{Book::of(below.node->area), below.node->keys.id, {life_}, lane};
    Writes writes;
    below.ledger->append({feed, {{"an item", std::nullopt}}, ""}, below.node->keys,
                         clock_.now().wall, writes);
    CHECK(below.store.commit(writes, Durability::synced).ok());
    below.ledger->committed();
    const std::uint64_t number = below.ledger->at(feed).number;
    return from(below, Deliver{below.contact, *below.ledger->batch(feed, number), ""});
  }
  Inbound summary(const Below& below, bool reply) const {
    Summary out{below.contact, core_->replica().ledger().digest_of_directory(),
                below.ledger->digest_of_books(Area::nation()), clock_.now().wall, reply};
    return from(below, out);
  }
  // And whatever the others answer to what the nation says then.
  void turn(std::vector<Inbound> messages) {
    for (int round = 0; round < kRounds && !messages.empty(); ++round) {
      TurnInput input;
      input.messages = std::exchange(messages, {});
      for (const Outbound& out : core_->turn(clock_.now(), std::move(input)).messages) {
        Below& below = *by_node_.at(out.link.peer);
        const LinkMessage message = decode_message(out.bytes).value();
        if (const auto* said = std::get_if<Hello>(&message);
            said && said->contact != below.contact) {
          below.contact = said->contact;
          messages.push_back(hello(below, below.contact));
        } else if (const auto* asked = std::get_if<Summary>(&message); asked && !asked->reply) {
          messages.push_back(summary(below, true));
        }
      }
    }
  }

  const std::string folder_;
  const TestFederation federation_{names()};
  Directory directory_{TestFederation::root()};
  SystemClock clock_;
  SystemRandom random_;
  std::vector<std::unique_ptr<Below>> below_;
  std::map<NodeId, Below*> by_node_;
  std::unique_ptr<RocksStore> store_;
  std::unique_ptr<Core> core_;
  std::uint64_t life_ = 0;
};

int run(const Arguments& arguments) {
  const std::uint64_t lives = arguments.number("lives", 1);
  Nation nation(arguments.word(0));
  for (std::uint64_t life = 0; life < lives; ++life) nation.live();
  const double load = nation.restart();
  const double status = nation.status();
  const double summary = nation.summary_turn();
  const std::uint64_t directory = nation.directory_bytes();
  std::printf(
      "{\"lives\": %llu, \"status_ms\": %.3f, \"summary_turn_ms\": %.3f, \"load_ms\": %.1f, "
      "\"core_mib\": %.1f, \"directory_bytes\": %llu}\n",
      static_cast<unsigned long long>(lives), status, summary, load, nation.core_mib(),
      static_cast<unsigned long long>(directory));
  return 0;
}

}  // namespace
}  // namespace jenjang

int main(int argc, char** argv) {
  const jenjang::Arguments arguments(argc, argv, 1, {"lives"}, "nation_bench FOLDER [--lives N]");
  if (sodium_init() < 0) return 1;
  google::protobuf::SetLogHandler(nullptr);
  return jenjang::run(arguments);
}
