// The words of a node and of a report are harmless on the screen that shows them.
#include <gtest/gtest.h>

#include <sstream>

#include "node/text/visible.h"
#include "tests/tools/scripted_server.h"
#include "tests/tools/temp_folder.h"
#include "tools/cli/table.h"
#include "tools/look/look.h"
#include "tools/reports/reports.h"

namespace jenjang {
namespace {

using nlohmann::json;

// Moves the cursor, by C0 and by C1; reorders; ends the line in four ways.
const std::string kHostile =
    "a\x1B[2J\x07\xC2\x9B"
    "31m\xE2\x80\xAE\xE2\x81\xA6\xE2\x80\xA8\xE2\x80\xA9\x7F\xC2\x85\rb\nRiwayat";

// Nothing but line ends that a screen would act on.
void expect_harmless(const std::string& shown) {
  EXPECT_EQ(visible_lines(shown, ""), shown) << shown;
}

json hostile_report() {
  const json event = {{"at", kHostile},        {"area", kHostile},
                      {"area_name", kHostile}, {"type", kHostile},
                      {"unit_name", kHostile}, {"contents", {{{"text", kHostile}}}}};
  return {{"code", kHostile},          {"title", kHostile},      {"text", kHostile},
          {"status_name", kHostile},   {"holder", kHostile},     {"updated_at", kHostile},
          {"category_name", kHostile}, {"timeline", {event}},    {"events", 1},
          {"received_at", kHostile},   {"holder_name", kHostile}};
}

// A node that answers each request the same.
class Printing : public testing::Test {
 protected:
  void answer(int status, const json& document) {
    server_ = std::make_unique<ScriptedServer>(
        [status, body = document.dump()](const std::string&) -> ScriptedAnswer {
          return {status, body};
        });
    at_.config = folder_.write("node.toml",
                               "[node]\nname = \"64-a\"\narea = \"64\"\n[http]\nlisten = "
                               "\"127.0.0.1:" +
                                   std::to_string(server_->port()) + "\"\n");
  }
  // All that was printed, on both streams.
  template <class Command>
  std::string shown(const Command& command, ExitCode expected, bool as_json = false,
                    std::size_t columns = 0) {
    std::ostringstream out, err;
    Terminal terminal{Output(out, columns), err, as_json};
    EXPECT_EQ(run(command, terminal), expected);
    const std::string all = out.str() + err.str();
    expect_harmless(all);
    return all;
  }

  TempFolder folder_;
  NodeAddress at_;
  std::unique_ptr<ScriptedServer> server_;
};

TEST_F(Printing, AReportIsShownInLinesThatItCannotBegin) {
  answer(200, hostile_report());
  std::istringstream lines(shown(ShowReport{at_, "x"}, ExitCode::ok));
  int history = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line == "Riwayat") ++history;
    EXPECT_NE(line.rfind("b", 0), 0u) << line;
  }
  EXPECT_EQ(history, 1);
}

TEST_F(Printing, ATextCannotPassForALineOfTheHistory) {
  const std::string forged = "2026-11-29T10:00:00+07:00  64 Kalimantan Timur  ditutup";
  json report = {{"code", "K"},
                 {"title", "Jalan" + std::string(80, ' ') + "Status      Ditutup"},
                 {"text", "x\n\nRiwayat\n  " + forged + "\r  " + forged},
                 {"timeline",
                  {{{"at", "2026"},
                    {"area", "64"},
                    {"type", "closed"},
                    {"contents", {{{"text", "y" + std::string(300, ' ') + forged}}}}}}}};
  answer(200, report);
  std::istringstream lines(shown(ShowReport{at_, "x"}, ExitCode::ok, false, 60));
  for (std::string line; std::getline(lines, line);) {
    // The margin is one character of three bytes.
    EXPECT_LE(line.size(), 62u) << line;
    EXPECT_NE(line.rfind("Status", 0), 0u) << line;
    if (line.find("2026-11-29") != std::string::npos) {
      EXPECT_EQ(line.rfind("    │ ", 0), 0u) << line;
    }
  }
}

TEST_F(Printing, ReportsThatChangeAreALineEach) {
  answer(200, {{"reports", {hostile_report()}}});
  TailReports tail{at_, "", 1, true};
  const std::string line = shown(tail, ExitCode::ok);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  // On a screen that is too narrow for it, what follows is indented.
  std::istringstream lines(shown(tail, ExitCode::ok, false, 40));
  std::string one;
  std::getline(lines, one);
  while (std::getline(lines, one)) EXPECT_EQ(one.rfind("    ", 0), 0u) << one;
}

TEST_F(Printing, TablesAreHarmless) {
  answer(200, {{"by_kind", {{kHostile, 3}}}, {"by_status", {{kHostile, 3}}}, {"total", 3}});
  shown(CountReports{at_, {}}, ExitCode::ok);
  const json link = {{"name", kHostile}, {"area", kHostile}, {"books_digest", kHostile}};
  const json alarm = {{"name", kHostile}, {"detail", kHostile}, {"since", kHostile}};
  const json age = {{"name", kHostile}, {"area", kHostile}, {"witness_name", kHostile},
                    {"age_ms", 1},      {"node", kHostile}, {"clock_ahead_ms", INT64_MIN}};
  answer(200, {{"name", kHostile},
               {"area", kHostile},
               {"links", {link}},
               {"ages", {age}},
               {"alarms", {alarm}}});
  shown(ShowStatus{at_}, ExitCode::ok);
  shown(ShowLinks{at_}, ExitCode::ok);
  shown(VerifyEqual{at_, "", 0}, ExitCode::no);
}

json age_of(const std::string& name, const json& age_ms, std::int64_t behind, std::int64_t ahead) {
  return {{"node", "id of " + name},
          {"name", name},
          {"area", "64"},
          {"witness_name", age_ms.is_null() ? json() : json("saksi")},
          {"age_ms", age_ms},
          {"events_behind", behind},
          {"clock_ahead_ms", ahead}};
}

TEST_F(Printing, StatusShowsTheOldestDataFirst) {
  constexpr std::int64_t kHourMs = 3'600'000;
  json ages = json::array({age_of("sendiri", 4'000, 2, 0)});
  for (int i = 1; i <= 6; ++i) {
    ages.push_back(age_of("n" + std::to_string(i), i * kHourMs, i == 6 ? 7 : 0, 0));
  }
  ages.push_back(age_of("baru", json(), 0, 0));
  ages.push_back(age_of("maju", 30 * kHourMs, 0, 3 * kHourMs));
  answer(200, {{"node", "id of sendiri"}, {"ages", ages}});
  const std::string some = shown(ShowStatus{at_}, ExitCode::ok);
  EXPECT_NE(some.find("Saksi     saksi, 4 dtk lalu, 2 belum tersaksikan\n"), std::string::npos)
      << some;
  const std::string table = some.substr(some.find("Data "));
  std::vector<std::string> names;
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);)
    names.push_back(line.substr(0, line.find(' ')));
  EXPECT_EQ(names, (std::vector<std::string>{"Data", "baru", "maju", "n6", "n5", "n4", "3"}))
      << some;
  EXPECT_NE(table.find("belum pernah"), std::string::npos);
  EXPECT_NE(table.find("lengkap di sini; jamnya maju 3 jam"), std::string::npos) << table;
  EXPECT_NE(table.find("6 jam lalu"), std::string::npos);
  EXPECT_NE(table.find("kurang 7 di sini"), std::string::npos);
  EXPECT_NE(shown(ShowStatus{at_, true}, ExitCode::ok).find("n1"), std::string::npos);
}

TEST_F(Printing, WhatANodeRefusesIsOneLine) {
  answer(403, {{"detail", kHostile}});
  const std::string told = shown(ShowReport{at_, "x"}, ExitCode::refused);
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 1);
}

TEST_F(Printing, JsonIsEqualAndHarmless) {
  answer(200, hostile_report());
  EXPECT_EQ(json::parse(shown(ShowReport{at_, "x"}, ExitCode::ok, true)), hostile_report());
  answer(200, {{"reports", {hostile_report()}}});
  const std::string line = shown(TailReports{at_, "", 1, true}, ExitCode::ok, true);
  EXPECT_EQ(json::parse(line), hostile_report());
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
}

TEST(Output, OurOwnWordsAreLiteralsAndAllElseIsOneLine) {
  std::ostringstream out;
  Output output(out);
  output << "satu\n" << std::string("du\na") << " " << 3U << "\n";
  EXPECT_EQ(out.str(),
            "satu\ndu\xEF\xBF\xBD"
            "a 3\n");
}

TEST(Output, ABlockIsBrokenBetweenWordsAndNeverReachesTheEdge) {
  const auto block = [](const std::string& text, std::size_t columns) {
    std::ostringstream out;
    Output(out, columns).block("- ", "  ", text);
    return out.str();
  };
  EXPECT_EQ(block("satu dua tiga empat lima", 20), "- satu dua tiga\n  empat lima\n");
  EXPECT_EQ(block("satu\n\ndua\n", 20), "- satu\n  \n  dua\n");
  EXPECT_EQ(block("abcdefghijklmnopqrstuvwxyz", 20), "- abcdefghijklmnopqr\n  stuvwxyz\n");
  EXPECT_EQ(block("", 20), "- \n");
  // Wide characters take two columns.
  EXPECT_EQ(block("日本語日本語日本語日本語", 20), "- 日本語日本語日本語\n  日本語\n");
}

}  // namespace
}  // namespace jenjang
