#include <gtest/gtest.h>

#include "tests/node/running_node.h"

namespace jenjang {
namespace {

TEST(CoreLoopLinks, TwoNodesOverRealSocketsProveEqual) {
  const TestFederation federation({"64", "64.72"});
  const TestNode& parent = federation.node("64");
  RunningNode province(federation, "64", {});
  RunningNode city(federation, "64.72", {{province.endpoint(), parent.keys.id}});
  Submit command = make_submit("64.72", "text");
  command.reach = Reach::parent;
  EXPECT_TRUE(city.comes_to([](const NodeStatus& s) { return s.links.at(0).in_contact; }));
  EXPECT_EQ(std::get<SubmitDone>(*city.ask(command)).reached, Reach::parent);
  EXPECT_TRUE(city.comes_to([](const NodeStatus& s) { return s.links.at(0).equal; }));
  EXPECT_TRUE(province.comes_to([](const NodeStatus& s) { return s.links.at(0).equal; }));
}

}  // namespace
}  // namespace jenjang
