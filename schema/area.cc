#include "schema/area.h"

#include <array>

namespace jenjang {

namespace {

constexpr std::array<std::uint64_t, 5> kUnit{10'000'000'000, 100'000'000, 1'000'000, 10'000, 1};

int tier_of(std::uint64_t digits) {
  if (digits == 0) return 0;
  if (digits < 100) return 1;
  if (digits < 10'000) return 2;
  if (digits < 1'000'000) return 3;
  return 4;
}

// What each tier adds to the number of digits, as a power of ten to divide by.
std::uint64_t cut(std::uint64_t digits, int from, int to) {
  return digits / (kUnit[static_cast<std::size_t>(to)] / kUnit[static_cast<std::size_t>(from)]);
}

}  // namespace

Result<Area> Area::parse(std::string_view text) {
  const auto refuse = [&] {
    return Error{Code::invalid,
                 "area '" + std::string(text.substr(0, 20)) +
                     "': expected a Kemendagri code such as 0, 64, 64.72 or 64.72.01"};
  };
  if (text == "0") return Area();
  static constexpr std::array<std::size_t, 4> kLengths{2, 5, 8, 13};
  std::uint64_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dot = i == 2 || i == 5 || i == 8;
    if (dot != (text[i] == '.')) return refuse();
    if (dot) continue;
    if (text[i] < '0' || text[i] > '9') return refuse();
    if (i >= 13) return refuse();
    digits = digits * 10 + static_cast<std::uint64_t>(text[i] - '0');
  }
  for (const std::size_t length : kLengths) {
    if (text.size() == length && text[0] != '0') return Area(digits);
  }
  return refuse();
}

std::optional<Area> Area::from_digits(std::uint64_t digits) {
  if (digits == 0) return Area();
  const bool whole = (digits >= 10 && digits < 100) || (digits >= 1'000 && digits < 10'000) ||
                     (digits >= 100'000 && digits < 1'000'000) ||
                     (digits >= 1'000'000'000 && digits < 10'000'000'000);
  if (!whole) return std::nullopt;
  return Area(digits);
}

std::string Area::to_string() const {
  std::string out = std::to_string(digits_);
  if (out.size() > 6) out.insert(6, ".");
  if (out.size() > 4) out.insert(4, ".");
  if (out.size() > 2) out.insert(2, ".");
  return out;
}

int Area::tier() const { return tier_of(digits_); }

Area Area::parent() const {
  CHECK(digits_ != 0);
  return at_tier(tier() - 1);
}

Area Area::at_tier(int tier) const {
  const int own = tier_of(digits_);
  CHECK(tier >= 0 && tier <= own);
  if (tier == 0) return Area();
  return Area(cut(digits_, own, tier));
}

bool Area::contains(const Area& other) const {
  if (digits_ == 0) return true;
  const int own = tier_of(digits_);
  const int theirs = tier_of(other.digits_);
  return theirs >= own && cut(other.digits_, theirs, own) == digits_;
}

std::vector<Area> Area::lineage() const {
  std::vector<Area> out;
  for (int t = tier(); t >= 0; --t) out.push_back(at_tier(t));
  return out;
}

Area common_ancestor(const Area& a, const Area& b) {
  Area out = a;
  while (!out.contains(b)) out = out.parent();
  return out;
}

}  // namespace jenjang
