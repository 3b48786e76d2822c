#include "tools/cli/command_line.h"

#include <gtest/gtest.h>

namespace jenjang {
namespace {

template <class Command>
Command parsed(const std::vector<std::string>& arguments) {
  const CommandLine line = parse_command_line(arguments);
  const auto* nothing = std::get_if<NothingToRun>(&line.what);
  EXPECT_EQ(nothing, nullptr) << (nothing == nullptr ? "" : nothing->text);
  if (nothing != nullptr) return {};
  const auto* command = std::get_if<Command>(&std::get<Invocation>(line.what));
  EXPECT_NE(command, nullptr);
  return command == nullptr ? Command{} : *command;
}

ExitCode refused(const std::vector<std::string>& arguments) {
  const CommandLine line = parse_command_line(arguments);
  const auto* nothing = std::get_if<NothingToRun>(&line.what);
  EXPECT_NE(nothing, nullptr);
  return nothing == nullptr ? ExitCode::ok : nothing->code;
}

TEST(CommandLine, TakesJsonBeforeAndAfterTheCommand) {
  EXPECT_TRUE(parse_command_line({"--json", "status", "--config", "a.toml"}).json);
  EXPECT_TRUE(parse_command_line({"status", "--config", "a.toml", "--json"}).json);
  EXPECT_TRUE(parse_command_line({"playground", "status", "d", "--json"}).json);
  EXPECT_FALSE(parse_command_line({"status", "--config", "a.toml"}).json);
}

TEST(CommandLine, FindsTheNodeByItsConfiguration) {
  EXPECT_EQ(parsed<ShowStatus>({"status", "--config", "a.toml"}).at.config, "a.toml");
  EXPECT_EQ(parsed<ShowLinks>({"links", "--config", "b.toml", "--timeout", "2"}).at.timeout_ms,
            2000);
  EXPECT_FALSE(parsed<ShowStatus>({"status", "--config", "a.toml"}).all);
  EXPECT_TRUE(parsed<ShowStatus>({"status", "--config", "a.toml", "--all"}).all);
  EXPECT_EQ(refused({"status"}), ExitCode::usage);
}

TEST(CommandLine, ReadsWhichNodeIsExpected) {
  const std::string hex(64, 'a');
  EXPECT_EQ(parsed<ShowStatus>({"status", "--config", "c", "--node", hex}).at.node->hex(), hex);
  EXPECT_FALSE(parsed<ShowStatus>({"status", "--config", "c"}).at.node);
  EXPECT_EQ(parsed<Revoke>({"revoke", "--config", "c", "--authority", "k", "64-a", "--node", hex})
                .at.node->hex(),
            hex);
  EXPECT_EQ(refused({"status", "--config", "c", "--node", "64-a"}), ExitCode::usage);
}

TEST(CommandLine, ReadsWhatVerifyIsToWaitForAndWithWhom) {
  const auto one =
      parsed<VerifyEqual>({"verify", "--config", "c", "--peer", "64", "--wait", "1.5"});
  EXPECT_EQ(one.peer, "64");
  EXPECT_EQ(one.wait_ms, 1500);
  EXPECT_EQ(parsed<VerifyEqual>({"verify", "--config", "c", "--all"}).peer, "");
  EXPECT_EQ(refused({"verify", "--config", "c", "--all", "--peer", "64"}), ExitCode::usage);
  EXPECT_EQ(refused({"verify", "--config", "c", "--wait", "-1"}), ExitCode::usage);
}

TEST(CommandLine, ReadsAWholeReport) {
  const auto report = parsed<SubmitReport>(
      {"submit", "--config", "c", "--title", "Judul", "--text", "Isi", "--kind", "aspirasi",
       "--area", "64.72", "--anonymous", "--secret", "--key", "k", "--durability", "parent"});
  EXPECT_EQ(report.title, "Judul");
  EXPECT_EQ(report.kind, "aspirasi");
  EXPECT_EQ(report.area, "64.72");
  EXPECT_TRUE(report.anonymous);
  EXPECT_TRUE(report.secret);
  EXPECT_EQ(report.key, "k");
  EXPECT_EQ(report.durability, "parent");
  EXPECT_EQ(
      refused({"submit", "--config", "c", "--title", "t", "--text", "x", "--kind", "keluhan"}),
      ExitCode::usage);
  EXPECT_EQ(refused({"submit", "--config", "c", "--title", "t", "--text", "x", "--area", "6472"}),
            ExitCode::usage);
}

TEST(CommandLine, ReadsTheAreasOfAnImport) {
  const auto import =
      parsed<ImportFile>({"import", "a.csv", "--config", "c", "--spread", "64.01,64.02"});
  EXPECT_EQ(import.file, "a.csv");
  ASSERT_EQ(import.spread.size(), 2u);
  EXPECT_EQ(import.spread[1].to_string(), "64.02");
  EXPECT_EQ(refused({"import", "a.csv", "--config", "c", "--spread", "64.01,"}), ExitCode::usage);
}

TEST(CommandLine, ReadsWhatAllRowsOfAnImportAre) {
  const auto visibility = [](const char* words) {
    return parsed<ImportFile>({"import", "a.csv", "--config", "c", "--visibility", words})
        .visibility;
  };
  EXPECT_EQ(visibility("rahasia"), (LaporFlags{.secret = true}));
  EXPECT_EQ(visibility("anonim,rahasia"), (LaporFlags{.anonymous = true, .secret = true}));
  EXPECT_EQ(visibility("terbuka"), LaporFlags{});
  EXPECT_FALSE(parsed<ImportFile>({"import", "a.csv", "--config", "c"}).visibility);
  for (const char* words : {"umum", "terbuka,rahasia", ","}) {
    EXPECT_EQ(refused({"import", "a.csv", "--config", "c", "--visibility", words}),
              ExitCode::usage);
  }
}

TEST(CommandLine, NamesCountFiltersAsTheApiDoes) {
  const auto counts = parsed<CountReports>(
      {"counts", "--config", "c", "--area", "64", "--month", "2026-01", "--status", "tertunda"});
  const std::vector<std::pair<std::string, std::string>> expected{
      {"area", "64"}, {"status", "tertunda"}, {"month", "2026-01"}};
  EXPECT_EQ(counts.filters, expected);
}

TEST(CommandLine, TellsCutFromHeal) {
  EXPECT_TRUE(parsed<PlaygroundCut>({"playground", "cut", "d", "64.11"}).cut);
  const auto heal = parsed<PlaygroundCut>({"playground", "heal", "d", "64.11"});
  EXPECT_FALSE(heal.cut);
  EXPECT_EQ(heal.area.to_string(), "64.11");
  EXPECT_EQ(heal.folder, "d");
}

TEST(CommandLine, ReadsThePlayground) {
  const auto init = parsed<PlaygroundInit>(
      {"playground", "init", "d", "--areas", "0,64.72x2", "--base-port", "4000"});
  EXPECT_EQ(init.areas, "0,64.72x2");
  EXPECT_EQ(init.base_port, 4000);
  EXPECT_EQ(refused({"playground", "init", "d", "--areas", "0", "--base-port", "70000"}),
            ExitCode::usage);
  EXPECT_EQ(parsed<PlaygroundUp>({"playground", "up", "d", "--timeout", "5"}).timeout_ms, 5000);
  EXPECT_EQ(refused({"playground"}), ExitCode::usage);
}

TEST(CommandLine, ReadsKeysAndEnrolment) {
  const auto api = parsed<KeysApi>({"keys", "api", "aplikasi warga", "--role", "officer"});
  EXPECT_EQ(api.role, ApiRole::officer);
  EXPECT_EQ(refused({"keys", "api", "a\"b"}), ExitCode::usage);
  const auto enrol =
      parsed<Enrol>({"enrol", "--config", "c", "--authority", "a.key", "--consent", "p.consent",
                     "--area", "64.72", "--out", "i.bin", "--area-key"});
  EXPECT_EQ(enrol.area.to_string(), "64.72");
  EXPECT_TRUE(enrol.area_key);
  EXPECT_FALSE(enrol.master_data);
  EXPECT_EQ(parsed<KeysNode>({"keys", "node", "k", "--area", "64.72"}).area.to_string(), "64.72");
  EXPECT_EQ(refused({"keys", "node", "k"}), ExitCode::usage);
  EXPECT_EQ(refused({"keys", "node", "k", "--area", "64.7"}), ExitCode::usage);
  const auto consent = parsed<KeysConsent>({"keys", "consent", "k", "--name", "64.72-c", "--serial",
                                            "7", "--master-data", "--out", "p.consent"});
  EXPECT_EQ(consent.serial, 7U);
  EXPECT_TRUE(consent.master_data);
  for (const char* serial : {"0", "-1", "x", "18446744073709551616"}) {
    EXPECT_EQ(refused({"keys", "consent", "k", "--name", "n", "--out", "o", "--serial", serial}),
              ExitCode::usage)
        << serial;
  }
  EXPECT_EQ(parsed<Revoke>({"revoke", "n", "--config", "c", "--authority", "a"}).node, "n");
}

TEST(CommandLine, ShowsHelpWithoutBeingWrong) {
  const CommandLine line = parse_command_line({"--help"});
  const auto& nothing = std::get<NothingToRun>(line.what);
  EXPECT_EQ(nothing.code, ExitCode::ok);
  EXPECT_NE(nothing.text.find("playground"), std::string::npos);
}

struct WrongLine {
  const char* name;
  std::vector<std::string> arguments;
  const char* says;
};

class CommandLineRefuses : public testing::TestWithParam<WrongLine> {};

TEST_P(CommandLineRefuses, AndSaysWhatIsWrongAndWhereToRead) {
  const CommandLine line = parse_command_line(GetParam().arguments);
  const auto* nothing = std::get_if<NothingToRun>(&line.what);
  ASSERT_NE(nothing, nullptr);
  EXPECT_EQ(nothing->code, ExitCode::usage);
  EXPECT_EQ(nothing->text, "jenjang: " + std::string(GetParam().says) + " --help\n");
}

INSTANTIATE_TEST_SUITE_P(
    Cases, CommandLineRefuses,
    testing::Values(
        WrongLine{"Nothing", {}, "perintah belum disebut; lihat jenjang"},
        WrongLine{"HalfACommand", {"keys"}, "perintah belum disebut; lihat jenjang keys"},
        WrongLine{"Unknown", {"tidak-ada"}, "tidak-ada: tidak dikenal; lihat jenjang"},
        WrongLine{
            "UnknownOption", {"status", "--wat"}, "--wat: tidak dikenal; lihat jenjang status"},
        WrongLine{"NoConfig", {"status"}, "--config: belum diisi; lihat jenjang status"},
        WrongLine{"NoValue",
                  {"status", "--config"},
                  "--config: nilainya belum diisi; lihat jenjang status"},
        WrongLine{"Twice",
                  {"status", "--config", "a", "--config", "b"},
                  "--config: disebut lebih dari sekali; lihat jenjang status"},
        WrongLine{"NoNumber",
                  {"status", "--config", "a", "--timeout", "x"},
                  "--timeout: yang diharapkan bilangan; lihat jenjang status"},
        WrongLine{"NoneOfThese",
                  {"keys", "api", "a", "--role", "raja"},
                  "--role: \"raja\", yang diharapkan \"app\", \"officer\", \"coordinator\", "
                  "\"custodian\", \"operator\" atau \"monitor\"; lihat jenjang keys api"},
        WrongLine{"OutOfRange",
                  {"tail", "--config", "a", "--last", "201"},
                  "--last: \"201\", yang diharapkan bilangan 0 sampai 200; lihat jenjang tail"},
        WrongLine{"Negative",
                  {"verify", "--config", "a", "--wait", "-1"},
                  "--wait: \"-1\", yang diharapkan bilangan, 0 atau lebih; lihat jenjang verify"},
        WrongLine{"NotTogether",
                  {"verify", "--config", "a", "--all", "--peer", "64"},
                  "--peer: tidak dapat bersama --all; lihat jenjang verify"},
        WrongLine{"NoArea",
                  {"tail", "--config", "a", "--area", "64."},
                  "--area: \"64.\", yang diharapkan kode wilayah seperti 0, 64 atau 64.72; "
                  "lihat jenjang tail"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace jenjang
