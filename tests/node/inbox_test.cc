#include "node/daemon/inbox.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <set>
#include <thread>

#include "node/turn/core.h"
#include "schema/hash.h"
#include "tests/support/core_peer.h"

namespace jenjang {
namespace {

constexpr int kDeadlineMs = 20'000;

bool readable(int fd, int timeout_ms) {
  pollfd one{fd, POLLIN, 0};
  return poll(&one, 1, timeout_ms) == 1;
}

Request numbered(std::uint32_t number) {
  Submit command = make_submit("64.72", "text");
  command.unit = number;
  return {command, [](const Result<Reply>&) {}};
}

TEST(Inbox, GivesRequestsInTheOrderTheyCame) {
  Inbox inbox;
  EXPECT_FALSE(readable(inbox.fd(), 0));
  for (std::uint32_t i = 0; i < 5; ++i) EXPECT_TRUE(inbox.post(numbered(i)));
  EXPECT_TRUE(readable(inbox.fd(), 0));
  const Inbox::Contents contents = inbox.take();
  ASSERT_EQ(contents.requests.size(), 5U);
  for (std::uint32_t i = 0; i < 5; ++i) {
    EXPECT_EQ(std::get<Submit>(contents.requests[i].command).unit, i);
  }
  EXPECT_FALSE(readable(inbox.fd(), 0));
  EXPECT_TRUE(inbox.take().requests.empty());
}

TEST(Inbox, AFullInboxTakesNothingMore) {
  Inbox inbox;
  for (std::size_t i = 0; i < kInboxRequestsMax; ++i) ASSERT_TRUE(inbox.post(numbered(0)));
  EXPECT_FALSE(inbox.post(numbered(1)));
  EXPECT_EQ(inbox.take().requests.size(), kInboxRequestsMax);
  EXPECT_TRUE(inbox.post(numbered(2)));
}

TEST(Inbox, TellsWhetherTheNodeTakesWrites) {
  Inbox inbox;
  ASSERT_FALSE(inbox.ready().ok());
  EXPECT_EQ(inbox.ready().error().code, Code::unavailable);
  inbox.set_ready(std::nullopt);
  EXPECT_TRUE(inbox.ready().ok());
  inbox.set_ready(Error{Code::unavailable, "the disk is full"});
  EXPECT_EQ(inbox.ready().error().message, "the disk is full");
}

TEST(Inbox, WakesForAScrubThatEndedAndForNothing) {
  Inbox inbox;
  inbox.post_scrubbed({});
  EXPECT_TRUE(readable(inbox.fd(), 0));
  EXPECT_TRUE(inbox.take().scrubbed.has_value());
  EXPECT_FALSE(inbox.take().scrubbed.has_value());
  inbox.wake();
  EXPECT_TRUE(readable(inbox.fd(), 0));
  inbox.take();
  EXPECT_FALSE(readable(inbox.fd(), 0));
}

TEST(Inbox, NothingThatManyThreadsPostIsLost) {
  constexpr std::uint32_t kThreads = 4;
  constexpr std::uint32_t kEach = 2000;
  Inbox inbox;
  std::vector<std::thread> writers;
  for (std::uint32_t t = 0; t < kThreads; ++t) {
    writers.emplace_back([&inbox, t] {
      for (std::uint32_t i = 0; i < kEach; ++i) {
        while (!inbox.post(numbered(t * kEach + i))) std::this_thread::yield();
      }
    });
  }
  std::set<std::uint32_t> seen;
  // Wakes by the descriptor alone: a post whose signal is lost would hang here.
  while (seen.size() < kThreads * kEach && readable(inbox.fd(), kDeadlineMs)) {
    for (const Request& request : inbox.take().requests) {
      seen.insert(std::get<Submit>(request.command).unit);
    }
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(seen.size(), kThreads * kEach);
}

// Workers post and wait for their answers, the core thread turns, as in the daemon.
TEST(Inbox, WorkersAreAnsweredByTheCoreThread) {
  constexpr std::size_t kWorkers = 4;
  constexpr std::size_t kEach = 200;
  const TestFederation federation({"64.72"});
  MemoryStore store;
  Inbox inbox;
  std::atomic<std::size_t> answered = 0;
  std::thread core_thread([&] {
    CorePeer peer(federation, {"64.72", {}, 1}, store, {{1'000'000}, {1'795'500'000'000}});
    std::int64_t tick = 0;
    while (answered < kWorkers * kEach && readable(inbox.fd(), kDeadlineMs)) {
      for (Request& request : inbox.take().requests) {
        peer.post(std::move(request.command), std::move(request.done));
      }
      const std::int64_t ms = ++tick;
      peer.turn({{1'000'000 + ms * 1000}, {1'795'500'000'000 + ms}}, {});
    }
  });
  std::vector<std::thread> workers;
  for (std::size_t w = 0; w < kWorkers; ++w) {
    workers.emplace_back([&] {
      for (std::size_t i = 0; i < kEach; ++i) {
        std::atomic<bool> done = false;
        Request request = numbered(static_cast<std::uint32_t>(i));
        request.done = [&](const Result<Reply>& reply) {
          EXPECT_TRUE(reply.ok());
          ++answered;
          done = true;
          done.notify_one();
        };
        ASSERT_TRUE(inbox.post(std::move(request)));
        done.wait(false);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  core_thread.join();
  EXPECT_EQ(answered, kWorkers * kEach);
}

}  // namespace
}  // namespace jenjang
