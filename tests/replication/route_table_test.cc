#include "replication/zmq/route_table.h"

#include <gtest/gtest.h>

namespace jenjang {
namespace {

using enum Connection;

class Routes : public testing::Test {
 protected:
  RouteTable table;
  const NodeId node = *NodeId::from(std::string(32, 'n'));

  std::string newest(Connection connection = control) {
    const std::string* const route = table.newest(node, connection);
    return route == nullptr ? "none" : *route;
  }
};

TEST_F(Routes, StartEmpty) { EXPECT_EQ(newest(), "none"); }

TEST_F(Routes, AreOneForEachConnection) {
  table.announce(node, control, "c1");
  table.announce(node, bulk, "b1");
  EXPECT_EQ(newest(control), "c1");
  EXPECT_EQ(newest(bulk), "b1");
}

TEST_F(Routes, FollowWhatIsAnnouncedAndNotWhatIsHeard) {
  table.announce(node, control, "old");
  table.announce(node, control, "new");
  table.heard(node, control, "old");
  table.heard(node, control, "unannounced");
  EXPECT_EQ(newest(), "new");
}

TEST_F(Routes, FallBackToOlderOnesOnceLost) {
  table.heard(node, control, "first heard");
  table.announce(node, control, "old");
  table.announce(node, control, "new");
  table.lose_newest(node, control);
  EXPECT_EQ(newest(), "old");
  table.lose_newest(node, control);
  EXPECT_EQ(newest(), "first heard");
  table.lose_newest(node, control);
  EXPECT_EQ(newest(), "none");
}

TEST_F(Routes, AreNewestAgainWhenAnnouncedAgain) {
  table.announce(node, control, "old");
  table.announce(node, control, "new");
  table.announce(node, control, "old");
  EXPECT_EQ(newest(), "old");
  table.lose_newest(node, control);
  table.lose_newest(node, control);
  EXPECT_EQ(newest(), "none");
}

TEST_F(Routes, KeepOnlyTheLastFew) {
  for (int i = 0; i < 100; ++i) table.announce(node, control, std::to_string(i));
  table.heard(node, control, "one more");
  for (std::size_t i = 0; i < RouteTable::kRoutesKeptMax; ++i) {
    EXPECT_EQ(newest(), std::to_string(99 - i));
    table.lose_newest(node, control);
  }
  EXPECT_EQ(newest(), "none");
}

TEST_F(Routes, AreForgottenWithTheirNode) {
  table.announce(node, control, "c1");
  table.announce(node, bulk, "b1");
  table.forget(node);
  EXPECT_EQ(newest(control), "none");
  EXPECT_EQ(newest(bulk), "none");
}

}  // namespace
}  // namespace jenjang
