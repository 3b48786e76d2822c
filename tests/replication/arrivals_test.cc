#include "replication/zmq/arrivals.h"

#include <gtest/gtest.h>

#include <string>

namespace jenjang {
namespace {

using enum Connection;

class Arriving : public testing::Test {
 protected:
  Arrivals arrivals;
  const LinkId one{LinkId::Side::accepted, *NodeId::from(std::string(32, '1'))};
  const LinkId two{LinkId::Side::accepted, *NodeId::from(std::string(32, '2'))};

  void add(const LinkId& link, Connection connection, const std::string& bytes) {
    arrivals.add(link, connection, zmq::message_t(std::string_view(bytes)));
  }
  std::string give(std::size_t messages_max) {
    std::string out;
    for (const Inbound& message : arrivals.give(messages_max)) out += message.bytes + " ";
    return out;
  }
};

TEST_F(Arriving, GivesControlBeforeBulkAndEachInItsOrder) {
  add(one, bulk, "b1");
  add(two, control, "c1");
  add(one, bulk, "b2");
  add(one, control, "c2");
  EXPECT_EQ(give(10), "c1 c2 b1 b2 ");
  EXPECT_TRUE(arrivals.empty());
  EXPECT_EQ(give(10), "");
}

TEST_F(Arriving, KeepsAPartForBulkHoweverMuchControlWaits) {
  add(one, bulk, "b1");
  add(one, bulk, "b2");
  for (int i = 0; i < 6; ++i) add(two, control, "c");
  EXPECT_EQ(give(4), "c c c b1 ");
  EXPECT_EQ(give(4), "c c c b2 ");
}

TEST_F(Arriving, GivesNoMoreThanAskedForAndNothingForNothing) {
  for (int i = 0; i < 5; ++i) add(one, bulk, "b");
  add(one, control, "c");
  EXPECT_EQ(give(0), "");
  EXPECT_EQ(give(1), "c ");
  EXPECT_EQ(give(3), "b b b ");
  EXPECT_EQ(give(3), "b b ");
}

TEST_F(Arriving, DropsWhatOneNodeSent) {
  add(one, control, "1");
  add(two, control, "2");
  add(one, bulk, "1");
  EXPECT_EQ(arrivals.drop(one.peer), 2u);
  EXPECT_EQ(give(10), "2 ");
}

TEST_F(Arriving, IsFullByBytesUntilTheyAreGivenOrDropped) {
  const std::string large(Arrivals::kBytesMax / 2, 'x');
  add(one, bulk, large);
  EXPECT_FALSE(arrivals.full());
  add(two, bulk, large);
  EXPECT_TRUE(arrivals.full());
  EXPECT_EQ(arrivals.drop(one.peer), 1u);
  EXPECT_FALSE(arrivals.full());
  EXPECT_EQ(arrivals.give(1).size(), 1u);
}

TEST_F(Arriving, IsFullByMessages) {
  for (std::size_t i = 0; i < Arrivals::kMessagesMax; ++i) {
    EXPECT_FALSE(arrivals.full());
    add(one, control, "c");
  }
  EXPECT_TRUE(arrivals.full());
  EXPECT_EQ(arrivals.give(1).size(), 1u);
  EXPECT_FALSE(arrivals.full());
}

}  // namespace
}  // namespace jenjang
