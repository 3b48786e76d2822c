#include "tools/look/ages.h"

#include <algorithm>
#include <string>
#include <vector>

#include "node/core/status.h"
#include "tools/cli/table.h"

namespace jenjang {

using nlohmann::json;

namespace {

constexpr std::size_t kOldestShown = 5;

std::int64_t number(const json& age, const char* name, std::int64_t otherwise) {
  const auto found = age.find(name);
  return found != age.end() && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
}

bool witnessed(const json& age) { return number(age, "age_ms", -1) >= 0; }

std::string when(const json& age) {
  return witnessed(age) ? span_text(number(age, "age_ms", 0)) + " lalu" : "belum pernah";
}

// Nothing where the clocks agree.
std::string clock(const json& age) {
  const std::int64_t ahead = number(age, "clock_ahead_ms", 0);
  if (ahead > kClockBoundMs) return "; jamnya maju " + span_text(ahead);
  if (ahead < -kClockBoundMs) return "; jamnya mundur " + span_text(-std::max(ahead, -INT64_MAX));
  return "";
}

std::string state(const json& age) {
  if (!witnessed(age)) return "-";
  const std::uint64_t behind = json_count(age, "events_behind");
  return (behind == 0 ? "lengkap di sini" : "kurang " + count_text(behind) + " di sini") +
         clock(age);
}

void show_own(const json& age, Terminal& terminal) {
  if (!witnessed(age)) {
    terminal.out << "Saksi     belum pernah disaksikan tingkat lain\n";
    return;
  }
  const std::uint64_t unseen = json_count(age, "events_behind");
  terminal.out << "Saksi     " << json_text(age, "witness_name") << ", " << when(age) << ", "
               << (unseen == 0 ? std::string("semua tersaksikan")
                               : count_text(unseen) + " belum tersaksikan")
               << clock(age) << "\n";
}

}  // namespace

void show_ages(const json& replication, AgesShown shown, Terminal& terminal) {
  const std::string own = json_text(replication, "node");
  std::vector<json> below;
  for (const json& age : replication.value("ages", json::array())) {
    if (json_text(age, "node") == own) {
      show_own(age, terminal);
    } else {
      below.push_back(age);
    }
  }
  std::stable_sort(below.begin(), below.end(), [](const json& a, const json& b) {
    if (witnessed(a) != witnessed(b)) return !witnessed(a);
    return number(a, "age_ms", 0) > number(b, "age_ms", 0);
  });
  if (below.empty()) return;
  Table table({{"Data"}, {"Wilayah"}, {"Disaksikan"}, {"Saksi"}, {"Keadaan"}});
  const std::size_t rows =
      shown == AgesShown::all ? below.size() : std::min(below.size(), kOldestShown);
  for (std::size_t i = 0; i < rows; ++i) {
    table.add({json_text(below[i], "name"), json_text(below[i], "area"), when(below[i]),
               witnessed(below[i]) ? json_text(below[i], "witness_name") : "-", state(below[i])});
  }
  terminal.out << "\n" << table;
  if (rows < below.size()) {
    terminal.out << count_text(below.size() - rows)
                 << " node lain disaksikan lebih baru; --all menampilkan semuanya.\n";
  }
}

}  // namespace jenjang
