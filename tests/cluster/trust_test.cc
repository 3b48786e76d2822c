// Who belongs to the federation: nodes enrolled later, nodes revoked, all by commands that are
// documented.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/cluster/federation.h"
#include "tests/cluster/until.h"

namespace jenjang {
namespace {

using nlohmann::json;

json link_to(const ClusterNode& node, const std::string& peer) {
  const json status = node.read("/api/v1/replication");
  for (const json& link : status.value("links", json::array())) {
    if (link["name"] == peer) return link;
  }
  return {{"in_contact", false}};
}

void revoke(const Federation& federation, const ClusterNode& at, const std::string& name,
            const std::string& authority) {
  const Outcome done = at.tool(
      {"revoke", "--authority", federation.folder() + "/authority/" + authority + ".key", name});
  EXPECT_EQ(done.code, 0) << done.out << done.err;
}

TEST(Trust, ARevokedNodeLosesItsLinksAndWhatItWritesThenIsVoid) {
  Federation federation("0,64,64.72x2");
  ASSERT_TRUE(federation.start());
  ClusterNode& province = federation.node("64");
  ClusterNode& other = federation.node("64.72-a");
  ClusterNode& revoked = federation.node("64.72-b");
  const std::string before = revoked.submit("Sebelum dicabut");
  ASSERT_TRUE(federation.all_have({before}));
  ASSERT_TRUE(until([&] { return link_to(revoked, "64.72-a")["in_contact"].get<bool>(); }));
  // Its sibling has not heard, and takes what it writes past the cut.
  federation.cut("64.72");
  revoke(federation, province, "64.72-b", "64.72");
  const std::string after = revoked.submit("Sesudah dicabut");
  ASSERT_TRUE(until([&] { return other.has(after); }));
  federation.heal("64.72");
  EXPECT_TRUE(until([&] { return !link_to(province, "64.72-b")["in_contact"].get<bool>(); }));
  EXPECT_TRUE(until([&] { return !link_to(other, "64.72-b")["in_contact"].get<bool>(); }));
  EXPECT_TRUE(until([&] { return !other.has(after); }));
  const std::string later = other.submit("Dari yang tersisa");
  ASSERT_TRUE(until([&] { return federation.node("0").has(later) && province.has(later); }));
  for (const char* name : {"0", "64", "64.72-a"}) {
    const ClusterNode& node = federation.node(name);
    EXPECT_TRUE(node.has(before)) << name;
    EXPECT_FALSE(node.has(after)) << name;
    EXPECT_EQ(node.total(), 2) << name;
  }
  const Outcome verified = other.tool({"verify", "--peer", "64", "--wait", "30"});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
}

// Events since the theft fall, are named beforehand, and a citizen's report is written again.
TEST(Trust, ADatedRevocationTakesWhatCameSinceAndFallenSubmitsAreWrittenAgain) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  const std::string kept = federation.node("64.72").submit("Dari wilayah itu");
  const std::string fallen = federation.node("64").submit("Dari provinsi");
  ASSERT_TRUE(federation.all_have({kept}));
  ClusterNode& nation = federation.node("0");
  ASSERT_TRUE(until([&] { return nation.has(fallen); }));
  const auto revoke_province = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{"revoke", "--authority",
                                       federation.folder() + "/authority/64.key", "64", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome done = nation.tool(arguments);
    EXPECT_EQ(done.code, 0) << done.out << done.err;
    return json::parse(done.out, nullptr, false);
  };
  EXPECT_EQ(nation
                .tool({"revoke", "--authority", federation.folder() + "/authority/64.key", "64",
                       "--since", "kemarin"})
                .code,
            4);
  const json dry = revoke_province({"--since", "2026-01-01", "--dry-run"});
  EXPECT_EQ(dry["revoked"], false);
  ASSERT_GE(dry["falls"].size(), 1U);
  bool named = false;
  for (const json& one : dry["falls"]) named = named || (one["report"] == fallen && one["submit"]);
  EXPECT_TRUE(named) << dry;
  EXPECT_TRUE(nation.has(fallen));
  EXPECT_EQ(revoke_province({"--dry-run"})["falls_count"], 0);
  EXPECT_EQ(revoke_province({"--since", "2026-01-01"})["revoked"], true);
  EXPECT_TRUE(until([&] { return !nation.has(fallen); }));
  EXPECT_TRUE(nation.has(kept));
  const Outcome again = nation.tool({"resubmit", fallen});
  EXPECT_EQ(again.code, 0) << again.out << again.err;
  EXPECT_TRUE(until([&] { return nation.has(fallen); }));
  EXPECT_EQ(nation.report(fallen).value("words", ""), "present");
  EXPECT_EQ(nation.tool({"resubmit", fallen}).code, 0);
  EXPECT_EQ(nation.tool({"resubmit", "0123456789abcdefghjkmnpqr0"}).code, 1);
}

json tool(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program_folder() + "/jenjang");
  arguments.push_back("--json");
  const Outcome done = run_command(arguments);
  EXPECT_EQ(done.code, 0) << done.out << done.err;
  return json::parse(done.out, nullptr, false);
}

// What an operator does to run one more node: its keys, the enrolment where its parent is, and a
// configuration of what the commands said. `more` goes to enrol.
ClusterNode enrol_node(const Federation& federation, const ClusterNode& parent,
                       const std::string& area, const std::string& name,
                       const std::vector<std::string>& more) {
  ClusterNode out;
  out.name = name;
  out.area = area;
  out.folder = federation.folder() + "/" + name;
  out.config = out.folder + "/config.toml";
  out.data = out.folder + "/data";
  out.http_port = free_port();
  std::filesystem::create_directories(out.folder);
  tool({"keys", "node", out.folder + "/keys", "--area", area});
  tool({"keys", "consent", out.folder + "/keys", "--name", name, "--out",
        out.folder + "/node.consent"});
  const json api_key = tool({"keys", "api", "petugas", "--role", "officer"});
  out.api_key = api_key["api_key"];
  std::vector<std::string> arguments{"enrol", "--consent", out.folder + "/node.consent",  "--area",
                                     area,    "--out",     out.folder + "/invitation.bin"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Outcome enrolled = parent.tool(arguments);
  EXPECT_EQ(enrolled.code, 0) << enrolled.out << enrolled.err;
  std::ofstream(out.config) << "[node]\nname = \"" << name << "\"\narea = \"" << area
                            << "\"\n\n[http]\nlisten = \"127.0.0.1:" << out.http_port << "\"\n\n"
                            << json::parse(enrolled.out)["dial"].get<std::string>()
                            << "\n[[api.key]]\nname = \"petugas\"\nrole = \"officer\"\nhash = "
                            << api_key["hash"] << "\n";
  return out;
}

// Whether an officer of the node can open the sealed words.
bool opens(const ClusterNode& node, const std::string& code, const std::string& words) {
  const auto answer = node.post("/api/v1/reports/" + code + "/sealed", json::object());
  return answer && answer->body.find(words) != std::string::npos;
}

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

// A new transport key and a new seal key of a node that runs already.
TEST(Trust, ANodeGetsNewKeysByANewConsentAndKeepsItsPlace) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  ClusterNode& province = federation.node("64");
  ClusterNode& city = federation.node("64.72");
  const std::string before = city.submit("Sandi lama", {{"secret", true}});
  ASSERT_TRUE(until([&] { return province.has(before); }));
  const std::string keys = city.folder + "/keys";
  const json old = tool({"keys", "show", keys});
  EXPECT_EQ(city.stop(), 0);
  write(keys + "/transport.key", std::string(64, '7') + "\n");
  write(keys + "/seal.key", std::string(64, '8') + "\n");
  EXPECT_EQ(tool({"keys", "show", keys})["node"], old["node"]);
  const std::string consent = city.folder + "/again.consent";
  const auto enrol = [&](const std::string& serial) {
    tool({"keys", "consent", keys, "--name", "64.72", "--master-data", "--serial", serial, "--out",
          consent});
    const std::string authority = federation.folder() + "/authority/64.72";
    return province.tool({"enrol", "--consent", consent, "--area", "64.72", "--master-data",
                          "--authority", authority + ".key", "--area-key", "--recovery-key",
                          authority + ".recovery.key", "--out", city.folder + "/invitation.bin"});
  };
  const Outcome renewed = enrol("3");
  EXPECT_EQ(renewed.code, 0) << renewed.out << renewed.err;
  EXPECT_EQ(enrol("2").code, 4);
  ASSERT_TRUE(city.start());
  const std::string after = city.submit("Sandi baru", {{"secret", true}});
  EXPECT_TRUE(until([&] { return federation.node("0").has(after); }));
  EXPECT_TRUE(opens(city, before, "Sandi lama"));
  EXPECT_TRUE(opens(city, after, "Sandi baru"));
}

// The child was off meanwhile, and knows its parent's old key alone.
TEST(Trust, AParentsNewTransportKeyIsLearntOverTheOldOne) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  ClusterNode& province = federation.node("64");
  ClusterNode& city = federation.node("64.72");
  const std::string before = city.submit("Sebelum kunci baru");
  ASSERT_TRUE(until([&] { return province.has(before); }));
  EXPECT_EQ(city.stop(), 0);
  EXPECT_EQ(province.stop(), 0);
  const std::string keys = province.folder + "/keys";
  const json old = tool({"keys", "show", keys});
  const json renewed = tool({"keys", "renew", keys});
  EXPECT_EQ(renewed["node"], old["node"]);
  EXPECT_NE(renewed["transport_key"], old["transport_key"]);
  const std::string consent = province.folder + "/again.consent";
  tool({"keys", "consent", keys, "--name", "64", "--master-data", "--serial", "2", "--out",
        consent});
  const Outcome enrolled = federation.node("0").tool(
      {"enrol", "--consent", consent, "--area", "64", "--master-data", "--authority",
       federation.folder() + "/authority/64.key", "--out", province.folder + "/invitation.bin"});
  ASSERT_EQ(enrolled.code, 0) << enrolled.out << enrolled.err;
  federation.node("0").kill();  // Nobody else tells the city.
  ASSERT_TRUE(province.start());
  ASSERT_TRUE(city.start());
  const std::string after = city.submit("Sesudah kunci baru");
  EXPECT_TRUE(until([&] { return province.has(after); }));
  // From now on the old one is not needed.
  EXPECT_TRUE(until([&] { return link_to(city, "64")["equal"].get<bool>(); }));
  EXPECT_EQ(province.stop(), 0);
  std::filesystem::remove(keys + "/transport.old.key");
  ASSERT_TRUE(province.start());
  const std::string last = city.submit("Dengan kunci baru saja");
  EXPECT_TRUE(until([&] { return province.has(last); }));
}

// The province's key goes, then the root itself; the city is off all the while.
TEST(Trust, AuthoritiesAreReplacedOfflineAndWhoWasOffFollows) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  ClusterNode& nation = federation.node("0");
  ClusterNode& city = federation.node("64.72");
  const std::string before = city.submit("Sebelum diganti");
  ASSERT_TRUE(federation.all_have({before}));
  EXPECT_EQ(city.stop(), 0);
  const std::string authorities = federation.folder() + "/authority/";
  const json next = tool({"keys", "authority", authorities + "64.next.key"});
  const auto rotate = [&](std::vector<std::string> how) {
    const std::string held = federation.folder() + "/directory.bin";
    const std::string entries = federation.folder() + "/entries.bin";
    EXPECT_EQ(nation.tool({"directory", "export", held}).code, 0);
    std::vector<std::string> arguments{"keys", "rotate-authority", "--directory", held, "--out",
                                       entries};
    arguments.insert(arguments.end(), how.begin(), how.end());
    const json done = tool(arguments);
    const Outcome published = nation.tool({"directory", "publish", entries});
    EXPECT_EQ(published.code, 0) << published.out << published.err;
    return done;
  };
  const json province = rotate({"--area", "64", "--by", authorities + "0.key", "--new",
                                next["authority"].get<std::string>()});
  EXPECT_TRUE(province["nodes_gone"].empty()) << province;
  EXPECT_GE(province["kept"].size(), 3U);
  const json root = rotate({"--area", "0", "--by", authorities + "0.successor-1.key", "--roots",
                            authorities + "0.roots"});
  EXPECT_TRUE(root["nodes_gone"].empty()) << root;
  ASSERT_TRUE(city.start());
  const std::string after = city.submit("Sesudah diganti");
  EXPECT_TRUE(until([&] { return nation.has(after); }));
  // The old keys enrol nobody; the new ones do, and what they enrol knows the new root alone.
  ClusterNode& here = federation.node("64");
  const std::string keys = federation.folder() + "/ghost-keys";
  const std::string consent = federation.folder() + "/ghost.consent";
  tool({"keys", "node", keys, "--area", "64"});
  tool({"keys", "consent", keys, "--name", "ghost", "--out", consent});
  for (const char* old : {"64.key", "0.key"}) {
    EXPECT_EQ(until([&] {
                return here.tool({"enrol", "--consent", consent, "--area", "64", "--authority",
                                  authorities + old, "--out", federation.folder() + "/ghost.bin"})
                           .code == 4;
              }),
              true)
        << old;
  }
  ClusterNode late =
      enrol_node(federation, here, "64", "64-b", {"--authority", authorities + "64.next.key"});
  ASSERT_TRUE(late.start());
  EXPECT_TRUE(until([&] { return late.has(after); }));
  EXPECT_TRUE(federation.all_equal());
}

TEST(Trust, ARegencyThatIsEnrolledLateGetsItsHistoryAndTakesPart) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  ClusterNode& province = federation.node("64");
  const std::string waiting = province.submit("Untuk Balikpapan", {{"area", "64.71"}});
  ASSERT_TRUE(until([&] { return federation.node("0").has(waiting); }));
  const std::string authorities = federation.folder() + "/authority";
  const json authority = tool({"keys", "authority", authorities + "/64.71.key"});
  ClusterNode late = enrol_node(federation, province, "64.71", "64.71",
                                {"--authority", authorities + "/64.key", "--area-authority",
                                 authority["authority"], "--area-key"});
  ASSERT_TRUE(late.start());
  EXPECT_TRUE(until([&] { return late.has(waiting); }));
  late.act(waiting, {{"act", "follow_up"}, {"text", "Kami tangani"}});
  const std::string own = late.submit("Laporan pertama di sini");
  const std::string secret = late.submit("Hanya untuk petugas", {{"secret", true}});
  EXPECT_TRUE(
      until([&] { return federation.node("0").has(own) && federation.node("0").has(secret); }));
  EXPECT_TRUE(until([&] {
    return federation.node("0").report(waiting).value("events", 0) ==
           late.report(waiting).value("events", -1);
  }));
  const Outcome verified = late.tool({"verify", "--peer", "64", "--wait", "30"});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  EXPECT_TRUE(federation.all_equal());
  // Its own sealed words are readable to it: it holds its area's key.
  EXPECT_TRUE(opens(late, secret, "Hanya untuk petugas"));
}

TEST(Trust, AReplicaAddedLaterOpensWhatWasSealedBeforeAndARevokedNodeOpensNothingNew) {
  Federation federation("0,64,64.72");
  ASSERT_TRUE(federation.start());
  ClusterNode& province = federation.node("64");
  ClusterNode& old = federation.node("64.72");
  const std::string before = old.submit("Sandi lama", {{"secret", true}});
  ASSERT_TRUE(until([&] { return province.has(before); }));
  const std::string authority = federation.folder() + "/authority/64.72";
  ClusterNode added = enrol_node(federation, province, "64.72", "64.72-b",
                                 {"--authority", authority + ".key", "--area-key", "--recovery-key",
                                  authority + ".recovery.key"});
  ASSERT_TRUE(added.start());
  ASSERT_TRUE(until([&] { return added.has(before); }));
  EXPECT_TRUE(opens(added, before, "Sandi lama"));

  revoke(federation, province, "64.72", "64.72");
  EXPECT_TRUE(until([&] { return !link_to(province, "64.72")["in_contact"].get<bool>(); }));
  const std::string after = province.submit("Sandi baru", {{"secret", true}, {"area", "64.72"}});
  ASSERT_TRUE(until([&] { return added.has(after); }));
  EXPECT_TRUE(opens(added, after, "Sandi baru"));
  EXPECT_TRUE(opens(added, before, "Sandi lama"));
  // Its words stay in reach without the revoked node, which has heard nothing more.
  EXPECT_FALSE(old.has(after));
}

}  // namespace
}  // namespace jenjang
