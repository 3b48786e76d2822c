#include "replication/zmq/zmq_transport.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <utility>

#include "schema/link_message.h"
#include "tests/replication/link_end.h"

namespace jenjang {
namespace {

using enum Connection;

class ZmqLink : public testing::Test {
 protected:
  KnownKeys known;
  LinkEnd parent{known};
  LinkEnd child{known};
  const LinkId up = LinkEnd::up(parent);
  const LinkId down = LinkEnd::down(child);

  void connect() {
    parent.listen();
    child.dial(parent);
    ASSERT_TRUE(meet(child, parent));
  }
};

TEST_F(ZmqLink, CarriesControlAndBulkBothWaysUnderTheNodeThatProvedItself) {
  connect();
  child.say(up, control, "control up");
  child.say(up, bulk, "bulk up");
  parent.say(down, control, "control down");
  parent.say(down, bulk, "bulk down");
  EXPECT_TRUE(turns_until({&child, &parent}, [&] {
    return parent.heard(down, "control up") && parent.heard(down, "bulk up") &&
           child.heard(up, "control down") && child.heard(up, "bulk down");
  }));
  for (const Inbound& message : parent.received()) EXPECT_EQ(message.link, down);
  for (const Inbound& message : child.received()) EXPECT_EQ(message.link, up);
}

TEST_F(ZmqLink, LetsTheParentSpeakFirstOnEitherConnection) {
  parent.listen();
  child.dial(parent);
  EXPECT_TRUE(repeat_until_heard(parent, down, bulk, "bulk first", child, up));
  EXPECT_TRUE(repeat_until_heard(parent, down, control, "then control", child, up));
  EXPECT_TRUE(parent.received().empty());
}

TEST_F(ZmqLink, CountsWhatPasses) {
  connect();
  const LinkTraffic sent = child.traffic(up);
  const LinkTraffic received = parent.traffic(down);
  child.say(up, bulk, "seven b");
  ASSERT_TRUE(turns_until({&child, &parent}, [&] { return parent.heard(down, "seven b"); }));
  EXPECT_EQ(child.traffic(up).messages_out, sent.messages_out + 1);
  EXPECT_EQ(child.traffic(up).bytes_out, sent.bytes_out + 7);
  EXPECT_EQ(parent.traffic(down).messages_in, received.messages_in + 1);
  EXPECT_EQ(parent.traffic(down).bytes_in, received.bytes_in + 7);
  EXPECT_EQ(parent.transport().messages_refused(), 0u);
}

TEST_F(ZmqLink, RefusesAKeyThatTheDirectoryDoesNotKnow) {
  known.erase(child.node());
  parent.listen();
  child.dial(parent);
  EXPECT_TRUE(turns_until({&child, &parent}, [&] {
    child.say(up, control, "let me in");
    return parent.transport().handshakes_refused() >= 2;  // Both connections.
  }));
  EXPECT_TRUE(parent.received().empty());
  EXPECT_EQ(child.traffic(up).messages_out, 0u);
}

TEST_F(ZmqLink, LetsAnEnrolledKeyInWhenItDialsAnew) {
  known.erase(child.node());
  parent.listen();
  child.dial(parent);
  ASSERT_TRUE(
      turns_until({&child, &parent}, [&] { return parent.transport().handshakes_refused() >= 2; }));
  known[child.node()] = child.key();
  child.transport().redial(up);
  EXPECT_TRUE(meet(child, parent));
}

TEST_F(ZmqLink, RefusesADisconnectedNodeUntilItProvesItselfAnew) {
  connect();
  parent.transport().disconnect(child.node());
  const std::size_t heard = parent.received().size();
  EXPECT_TRUE(turns_until({&child, &parent}, [&] {
    child.say(up, control, "still here");
    child.say(up, bulk, "still here");
    return parent.transport().messages_refused() >= 4;
  }));
  EXPECT_EQ(parent.received().size(), heard);
  const std::uint64_t drops = parent.traffic(down).drops;
  parent.say(down, control, "to nobody");
  EXPECT_EQ(parent.traffic(down).drops, drops + 1);

  child.transport().redial(up);
  EXPECT_TRUE(repeat_until_heard(child, up, control, "proved anew", parent, down));
  EXPECT_TRUE(repeat_until_heard(parent, down, bulk, "welcome back", child, up));
  EXPECT_FALSE(parent.heard(down, "still here"));
}

TEST_F(ZmqLink, KeepsARevokedNodeOut) {
  connect();
  known.erase(child.node());
  parent.transport().disconnect(child.node());
  const std::size_t heard = parent.received().size();
  child.transport().redial(up);
  EXPECT_TRUE(turns_until({&child, &parent}, [&] {
    child.say(up, control, "revoked");
    return parent.transport().handshakes_refused() >= 2;
  }));
  EXPECT_EQ(parent.received().size(), heard);
}

TEST_F(ZmqLink, GivesNothingOfADisconnectedNodeThatHadArrivedBefore) {
  connect();
  for (int i = 0; i < 20; ++i) child.say(up, bulk, "before");
  // Taken from the sockets, not given out: one at a time is asked for.
  ASSERT_TRUE(turns_until({&child}, [&] {
    parent.transport().wait(1000, -1);
    return !parent.transport().receive(1).empty();
  }));
  parent.transport().disconnect(child.node());
  child.transport().redial(up);
  EXPECT_TRUE(repeat_until_heard(child, up, bulk, "after", parent, down));
  EXPECT_FALSE(parent.heard(down, "before"));
}

TEST_F(ZmqLink, LeavesAParentThatWasDisconnectedUntilTheDirectoryKnowsIt) {
  connect();
  known.erase(parent.node());
  child.transport().disconnect(parent.node());
  const std::uint64_t drops = child.traffic(up).drops;
  child.transport().redial(up);
  child.say(up, control, "to a stranger");
  EXPECT_EQ(child.traffic(up).drops, drops + 1);
  known[parent.node()] = parent.key();
  child.transport().redial(up);
  EXPECT_TRUE(repeat_until_heard(child, up, control, "known again", parent, down));
}

TEST_F(ZmqLink, AnswersOnTheNewestConnectionAfterARedial) {
  connect();
  for (int round = 0; round < 6; ++round) {
    child.transport().redial(up);
    const std::string mark = "round " + std::to_string(round);
    for (const Connection connection : {control, bulk}) {
      const std::string text = mark + (connection == control ? " control" : " bulk");
      ASSERT_TRUE(repeat_until_heard(child, up, connection, text, parent, down));
      const std::uint64_t drops = parent.traffic(down).drops;
      parent.say(down, connection, text);
      ASSERT_TRUE(turns_until({&child, &parent}, [&] { return child.heard(up, text); }));
      EXPECT_EQ(parent.traffic(down).drops, drops);
    }
  }
}

TEST_F(ZmqLink, ReachesAParentThatStartsLate) {
  parent.listen();
  parent.stop();
  child.dial(parent);
  for (int i = 0; i < 20; ++i) child.turn();
  child.say(up, control, "too early");
  EXPECT_EQ(child.traffic(up).drops, 1u);
  parent.listen(parent.address());
  EXPECT_TRUE(meet(child, parent));
}

TEST_F(ZmqLink, ReachesAParentThatRestarts) {
  connect();
  parent.stop();
  parent.listen(parent.address());
  EXPECT_TRUE(repeat_until_heard(child, up, control, "control again", parent, down));
  EXPECT_TRUE(repeat_until_heard(child, up, bulk, "bulk again", parent, down));
  EXPECT_TRUE(repeat_until_heard(parent, down, bulk, "and back", child, up));
}

TEST_F(ZmqLink, TellsAParentThatRestartsOfTheConnectionsThatAreMadeAnew) {
  connect();
  EXPECT_EQ(parent.connections(), 1u);
  parent.stop();
  parent.listen(parent.address());
  EXPECT_TRUE(turns_until({&child, &parent}, [&] { return parent.connections() == 2; }));
}

TEST_F(ZmqLink, ReachesAChildThatRestarts) {
  connect();
  child.stop();
  child.dial(parent);
  EXPECT_TRUE(repeat_until_heard(parent, down, control, "control again", child, up));
  EXPECT_TRUE(repeat_until_heard(parent, down, bulk, "bulk again", child, up));
}

TEST_F(ZmqLink, DropsAndCountsWhatHasNoConnection) {
  parent.listen();
  parent.say(down, control, "nobody dialled");
  parent.say(LinkEnd::up(child), control, "nobody is dialled");
  EXPECT_EQ(parent.traffic(down).drops, 1u);
  EXPECT_EQ(parent.traffic(LinkEnd::up(child)).drops, 1u);
  EXPECT_EQ(parent.traffic(down).messages_out, 0u);
}

TEST_F(ZmqLink, FailsWhereTheParentOwnsAnotherKey) {
  parent.listen();
  const TransportKey own = std::exchange(known[parent.node()], LinkEnd(known).key());
  child.dial(parent);
  for (int i = 0; i < 300; ++i) {
    child.say(up, control, "to whom?");
    child.turn();
    parent.turn();
  }
  EXPECT_EQ(child.traffic(up).messages_out, 0u);
  EXPECT_TRUE(parent.received().empty());
  // Dialled anew, it asks the directory anew.
  known[parent.node()] = own;
  child.transport().redial(up);
  EXPECT_TRUE(meet(child, parent));
}

// A parent whose key is new: who has heard of it dials the new one, who has not the old one, and
// both are heard on one port.
TEST_F(ZmqLink, ServesThePreviousKeyBesideTheNewOneWhilePeersMayNotKnowIt) {
  const LinkEnd renewed(known);
  known.erase(renewed.node());
  ZmqOptions options = parent.options();
  options.previous = options.own;
  options.own = {renewed.key(), renewed.secret()};
  options.listen = "tcp://127.0.0.1:*";
  parent.start(options);
  child.dial(parent);
  ASSERT_TRUE(meet(child, parent));
  EXPECT_GE(parent.transport().port_traffic().previous_key, 2U);
  // The directory names the new one now, here and there.
  known[parent.node()] = renewed.key();
  child.transport().redial(up);
  EXPECT_TRUE(repeat_until_heard(child, up, control, "new key", parent, down));
  EXPECT_TRUE(repeat_until_heard(parent, down, bulk, "as well", child, up));
  // One of both kinds at the same time.
  KnownKeys behind = known;
  behind[parent.node()] = options.previous->key;
  LinkEnd late(behind);
  known[late.node()] = late.key();
  late.dial(parent);
  EXPECT_TRUE(meet(late, parent));
  EXPECT_TRUE(repeat_until_heard(child, up, control, "still here", parent, down));
}

// A child whose key is new, under which its parent does not know it yet.
TEST_F(ZmqLink, DialsUnderThePreviousKeyUntilTheDirectoryNamesTheNewOne) {
  parent.listen();
  const LinkEnd renewed(known);
  known.erase(renewed.node());
  ZmqOptions options = child.options({&parent});
  options.previous = options.own;
  options.own = {renewed.key(), renewed.secret()};
  child.start(options);
  ASSERT_TRUE(meet(child, parent));
  known[child.node()] = renewed.key();
  child.transport().redial(up);
  EXPECT_TRUE(repeat_until_heard(child, up, control, "new key", parent, down));
}

TEST_F(ZmqLink, KeepsTheOrderOfAConnection) {
  connect();
  const std::size_t before = parent.heard_from(down).size();
  std::vector<std::string> sent;
  for (std::size_t i = 0; i < 500; ++i) {
    sent.push_back("number " + std::to_string(i) + std::string(i % 7 * 500, '.'));
    child.say(up, bulk, sent.back());
  }
  ASSERT_TRUE(turns_until({&child, &parent},
                          [&] { return parent.heard_from(down).size() == before + sent.size(); }));
  std::vector<std::string> heard = parent.heard_from(down);
  heard.erase(heard.begin(), heard.begin() + static_cast<std::ptrdiff_t>(before));
  EXPECT_EQ(heard, sent);
}

TEST_F(ZmqLink, HoldsAWholeWindowForAPeerThatDoesNotRead) {
  connect();
  constexpr std::size_t kWindow = 512;
  const std::uint64_t drops = parent.traffic(down).drops;
  const std::size_t before = child.heard_from(up).size();
  for (std::size_t i = 0; i < kWindow; ++i) parent.say(down, bulk, std::string(8192, 'w'));
  EXPECT_EQ(parent.traffic(down).drops, drops);
  EXPECT_TRUE(turns_until({&child, &parent},
                          [&] { return child.heard_from(up).size() == before + kWindow; }));
}

TEST_F(ZmqLink, DropsAtAFullQueueInsteadOfWaiting) {
  connect();
  const std::uint64_t drops = child.traffic(up).drops;
  // The parent takes no turn, so beyond both queues and what the line holds nothing fits.
  for (int i = 0; i < 100'000 && child.traffic(up).drops == drops; ++i) {
    child.say(up, bulk, std::string(16384, 'f'));
  }
  EXPECT_GT(child.traffic(up).drops, drops);
}

TEST_F(ZmqLink, CarriesTheLargestMessageAndDropsALargerOne) {
  connect();
  const std::string largest(kLinkMessageBytesMax, 'L');
  child.say(up, bulk, largest);
  EXPECT_TRUE(turns_until({&child, &parent}, [&] { return parent.heard(down, largest); }));
  const std::uint64_t drops = child.traffic(up).drops;
  child.say(up, bulk, largest + "!");
  EXPECT_EQ(child.traffic(up).drops, drops + 1);
}

TEST_F(ZmqLink, ServesSeveralChildrenAtOnce) {
  parent.listen();
  std::vector<std::unique_ptr<LinkEnd>> children;
  for (int i = 0; i < 8; ++i) {
    children.push_back(std::make_unique<LinkEnd>(known));
    children.back()->dial(parent);
  }
  const auto all = [&](auto&& each) {
    return turns_until({&parent}, [&] {
      bool done = true;
      for (const auto& one : children) {
        one->turn();
        done &= each(*one);
      }
      return done;
    });
  };
  EXPECT_TRUE(all([&](LinkEnd& one) {
    const std::string text = one.node().hex();
    if (parent.heard(LinkEnd::down(one), text)) return true;
    one.say(up, bulk, text);
    return false;
  }));
  for (const auto& one : children) parent.say(LinkEnd::down(*one), bulk, one->key().hex());
  EXPECT_TRUE(all([&](LinkEnd& one) { return one.heard(up, one.key().hex()); }));
  for (const auto& one : children) {
    for (const std::string& text : parent.heard_from(LinkEnd::down(*one))) {
      EXPECT_EQ(text, one->node().hex());
    }
  }
}

TEST_F(ZmqLink, LinksANodeToAParentAndToChildren) {
  LinkEnd grandchild(known);
  parent.listen();
  ZmqOptions options = child.options({&parent});
  options.listen = "tcp://127.0.0.1:*";
  child.start(options);
  grandchild.dial(child);
  EXPECT_TRUE(meet(child, parent));
  EXPECT_TRUE(meet(grandchild, child));
}

TEST_F(ZmqLink, WaitsUntilTheCallersDescriptorIsReadable) {
  parent.listen();
  const int wake = ::eventfd(0, EFD_NONBLOCK);
  ASSERT_EQ(::eventfd_write(wake, 1), 0);
  const auto began = std::chrono::steady_clock::now();
  parent.transport().wait(600'000'000, wake);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(60));
  eventfd_t value = 0;
  EXPECT_EQ(::eventfd_read(wake, &value), 0);
  EXPECT_EQ(value, 1u);
  ::close(wake);
}

TEST_F(ZmqLink, WaitsUntilAMessageArrives) {
  connect();
  child.say(up, control, "wake up");
  const auto began = std::chrono::steady_clock::now();
  std::vector<Inbound> received;
  while (received.empty()) {
    parent.transport().wait(600'000'000, -1);
    received = parent.transport().receive(1);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(60));
  EXPECT_EQ(received[0].bytes, "wake up");
}

TEST_F(ZmqLink, WaitsNoShorterThanItsTimeoutWhereNothingHappens) {
  parent.listen();
  parent.turn();
  parent.turn();
  const auto began = std::chrono::steady_clock::now();
  parent.transport().wait(20'500, -1);
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::microseconds(20'500));
}

TEST_F(ZmqLink, GivesAtMostAsManyMessagesAsAskedFor) {
  connect();
  const std::size_t before = parent.received().size();
  for (int i = 0; i < 10; ++i) child.say(up, control, "one of ten");
  std::size_t given = 0;
  ASSERT_TRUE(turns_until({&child}, [&] {
    parent.transport().wait(1000, -1);
    const std::size_t count = parent.transport().receive(3).size();
    EXPECT_LE(count, 3u);
    given += count;
    return given == 10;
  }));
  EXPECT_EQ(parent.received().size(), before);
}

}  // namespace
}  // namespace jenjang
