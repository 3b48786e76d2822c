#include "tests/bench/bench_report.h"

#include "schema/hash.h"
#include "tests/bench/report_text.h"

namespace jenjang {

namespace {

constexpr std::int64_t kFirstDayMs = 1'767'225'600'000;  // 2026-01-01 UTC.
constexpr std::int64_t kDayMs = 86'400'000;

}  // namespace

Submit bench_report(std::uint64_t number, std::size_t bytes) {
  Submit out;
  out.addressee = *Area::parse("64.72");
  out.place = *Area::parse("64.72.01");
  out.kind = v1::KIND_COMPLAINT;
  out.channel = v1::CHANNEL_APP;
  out.category = static_cast<std::uint32_t>(1 + number % 40);
  out.key = intake_digest(std::to_string(number));
  out.words.set_title("Laporan " + std::to_string(number));
  out.words.set_text(report_text(number, bytes));
  return out;
}

Submit varied_report(std::uint64_t number) {
  Submit out = bench_report(number, 60);
  // Consecutive numbers should not walk through months and kinds in step.
  const std::uint64_t mixed = number * 0x9E3779B97F4A7C15u >> 24;
  out.kind = static_cast<Kind>(v1::KIND_COMPLAINT_OVERSIGHT + mixed % 4);
  out.place = *Area::parse("64.72.0" + std::to_string(1 + mixed / 4 % 6));
  out.received = {kFirstDayMs + static_cast<std::int64_t>(mixed / 24 % 300) * kDayMs};
  return out;
}

}  // namespace jenjang
