#include "node/daemon/core_loop.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>

#include "node/daemon/system_ports.h"
#include "tests/support/core_peer.h"

namespace jenjang {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kDeadline(30);

// A node with its loop on a thread of its own, over a store in memory and real sockets.
class RunningNode {
 public:
  RunningNode(const TestFederation& federation, const std::string& name,
              const std::vector<DialledLink>& dials)
      : core_(config_of(federation, name, dials), store_, random_),
        transport_(open(federation, name, dials, core_, random_)) {
    CHECK(core_.load(clock_.now()).ok());
    CoreLoopParts parts{core_,
                        store_,
                        *transport_,
                        inbox_,
                        board_,
                        clock_,
                        [this] { ++flushed_; },
                        [this](const Notice& notice) {
                          const std::lock_guard lock(mutex_);
                          logged_.push_back(notice.what);
                        }};
    loop_.emplace(std::move(parts));
    thread_ = std::thread([this] { loop_->run(); });
  }
  ~RunningNode() { stop(); }

  void stop() {
    loop_->stop();
    if (thread_.joinable()) thread_.join();
  }
  // From any thread; waits for the answer.
  Result<Reply> ask(Command command) {
    auto promise = std::make_unique<std::promise<Result<Reply>>>();
    std::future<Result<Reply>> answer = promise->get_future();
    Request request{std::move(command),
                    [to = promise.get()](Result<Reply> reply) { to->set_value(std::move(reply)); }};
    CHECK(inbox_.post(std::move(request)));
    CHECK(answer.wait_for(kDeadline) == std::future_status::ready);
    return answer.get();
  }
  NodeStatus status() { return std::get<NodeStatus>(*ask(AskStatus{})); }
  // Asks until the status is so; false after the deadline.
  bool comes_to(const std::function<bool(const NodeStatus&)>& so) {
    const auto end = steady_clock::now() + kDeadline;
    while (steady_clock::now() < end) {
      if (so(status())) return true;
    }
    return false;
  }
  double metric(const std::string& name) const {
    for (const Metric& one : loop_->metrics()) {
      if (one.name == name) return one.value;
    }
    return -1;
  }
  std::size_t logged(const std::string& what) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count(logged_.begin(), logged_.end(), what));
  }

  MemoryStore& store() { return store_; }
  Inbox& inbox() { return inbox_; }
  const DirectoryBoard& board() const { return board_; }
  std::string endpoint() const { return transport_->endpoint(); }
  std::size_t flushed() const { return flushed_; }

 private:
  static CoreConfig config_of(const TestFederation& federation, const std::string& name,
                              const std::vector<DialledLink>& dials) {
    const TestNode& node = federation.node(name);
    CoreConfig out;
    out.replica = {node.keys, node.area, TestFederation::root(), {}, {}};
    for (const DialledLink& dial : dials) out.replica.dialled.push_back(dial.peer);
    out.seal_keys = node.seal;
    out.name = name;
    out.invitation = federation.invitation();
    return out;
  }
  static std::unique_ptr<ZmqTransport> open(const TestFederation& federation,
                                            const std::string& name,
                                            const std::vector<DialledLink>& dials, Core& core,
                                            Random& random) {
    const TestNode& node = federation.node(name);
    ZmqOptions options;
    options.key = node.transport;
    options.secret = node.transport_secret;
    options.listen = "tcp://127.0.0.1:*";
    options.dialled = dials;
    return ZmqTransport::open(
               options, random,
               [&core](const TransportKey& key) { return core.directory().by_transport(key); })
        .value();
  }

  MemoryStore store_;
  SystemRandom random_;
  SystemClock clock_;
  Core core_;
  std::unique_ptr<ZmqTransport> transport_;
  Inbox inbox_;
  DirectoryBoard board_;
  std::optional<CoreLoop> loop_;
  std::thread thread_;
  std::atomic<std::size_t> flushed_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> logged_;  // Guarded by mutex_.
};

class CoreLoopTest : public testing::Test {
 protected:
  DialledLink link_to(const std::string& name, const RunningNode& node) const {
    const TestNode& peer = federation_.node(name);
    return {node.endpoint(), peer.keys.id, peer.transport};
  }

  const TestFederation federation_{{"64", "64.72"}};
};

TEST_F(CoreLoopTest, AnswersManyThreadsAtOnce) {
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  RunningNode node(federation_, "64.72", {});
  std::vector<std::thread> workers;
  for (int w = 0; w < kThreads; ++w) {
    workers.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        EXPECT_TRUE(node.ask(make_submit("64.72", "text")).ok());
        EXPECT_GE(node.metric("jenjang_turns_total"), 1);
        EXPECT_EQ(node.board().nodes().size(), 2U);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_GT(node.flushed(), 0U);
  EXPECT_TRUE(node.comes_to([](const NodeStatus& s) { return s.projected == s.arrivals; }));
  node.stop();
  EXPECT_EQ(node.store().contents().family(Family::reports).size(), kThreads * kEach);
}

TEST_F(CoreLoopTest, IsReadyWhileItRuns) {
  RunningNode node(federation_, "64.72", {});
  (void)node.status();
  EXPECT_TRUE(node.inbox().ready().ok());
  node.stop();
  EXPECT_EQ(node.inbox().ready().error().code, Code::unavailable);
}

TEST_F(CoreLoopTest, AFailedStoreIsToldOnceAndToEverybodyWhoAsks) {
  RunningNode node(federation_, "64.72", {});
  ASSERT_TRUE(node.ask(make_submit("64.72", "text")).ok());
  node.store().fail_commits();
  for (int i = 0; i < 3; ++i) {
    const Result<Reply> reply = node.ask(make_submit("64.72", "text"));
    ASSERT_FALSE(reply.ok());
    EXPECT_EQ(reply.error().code, Code::unavailable);
  }
  node.stop();
  EXPECT_FALSE(node.inbox().ready().ok());
  EXPECT_EQ(node.metric("jenjang_takes_writes"), 0);
  EXPECT_EQ(node.logged("store-failed"), 1U);
}

TEST_F(CoreLoopTest, AScrubRunsBesideItUntilTheErasureIsAcknowledged) {
  RunningNode node(federation_, "64.72", {});
  Submit command = make_submit("64.72", "text");
  command.identity.emplace();
  command.identity->set_phone("0800000000");
  const ReportId report = std::get<SubmitDone>(*node.ask(command)).report;
  ASSERT_TRUE(node.comes_to([](const NodeStatus& s) { return s.projected == s.arrivals; }));
  const Opened opened = std::get<Opened>(*node.ask(OpenSealed{report, {}}));
  ASSERT_EQ(opened.contents.size(), 1U);
  const std::uint64_t before = node.status().arrivals;
  const Erase erase{{opened.contents[0].first.digest}, v1::ERASURE_REASON_REPORTER};
  ASSERT_TRUE(node.ask(make_act(report, erase)).ok());
  // The order, and after the scrub its acknowledgement.
  EXPECT_TRUE(node.comes_to([&](const NodeStatus& s) { return s.arrivals == before + 2; }));
  EXPECT_TRUE(std::get<Opened>(*node.ask(OpenSealed{report, {}})).contents.empty());
}

TEST_F(CoreLoopTest, TwoNodesOverRealSocketsProveEqual) {
  RunningNode province(federation_, "64", {});
  RunningNode city(federation_, "64.72", {link_to("64", province)});
  Submit command = make_submit("64.72", "text");
  command.reach = Reach::parent;
  EXPECT_TRUE(city.comes_to([](const NodeStatus& s) { return s.links.at(0).in_contact; }));
  EXPECT_EQ(std::get<SubmitDone>(*city.ask(command)).reached, Reach::parent);
  EXPECT_TRUE(city.comes_to([](const NodeStatus& s) { return s.links.at(0).equal; }));
  EXPECT_TRUE(province.comes_to([](const NodeStatus& s) { return s.links.at(0).equal; }));
}

}  // namespace
}  // namespace jenjang
