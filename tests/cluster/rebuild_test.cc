// Views that were forgotten on purpose, through the program and the API.
#include <gtest/gtest.h>

#include "tests/cluster/federation.h"

namespace jenjang {
namespace {

using nlohmann::json;

Outcome rebuild(const ClusterNode& node) {
  return run_command({program_folder() + "/jenjangd", "--config", node.config, "--rebuild-views"});
}

TEST(Rebuild, AStoppedNodeShowsTheSameAfterItsViewsWereFoldedAnew) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  ClusterNode& province = federation.node("64");
  std::vector<std::string> codes;
  for (int i = 0; i < 20; ++i) codes.push_back(province.submit("Contoh " + std::to_string(i)));
  province.act(codes[0], {{"act", "verify"}, {"decision", "verifikasi"}});
  province.act(codes[1], {{"act", "forward"}, {"to", "64.72"}});
  ASSERT_TRUE(federation.all_equal());
  const auto shown = [&] {
    json out = json::array({province.read("/api/v1/counts"), province.read("/api/v1/reports")});
    for (const std::string& code : codes) out.push_back(province.report(code));
    return out;
  };
  const json before = shown();
  ASSERT_EQ(before[0]["total"], 20);

  const Outcome refused = rebuild(province);
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("sedang dipakai proses lain"), std::string::npos) << refused.err;
  EXPECT_EQ(shown(), before);

  ASSERT_EQ(province.stop(), 0);
  const Outcome done = rebuild(province);
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_EQ(done.out.rfind("tampilan dilipat lagi dari ", 0), 0U) << done.out;
  ASSERT_TRUE(province.start());
  EXPECT_EQ(shown(), before);
  EXPECT_TRUE(federation.all_equal());
}

}  // namespace
}  // namespace jenjang
