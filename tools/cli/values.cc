#include "tools/cli/values.h"

#include <algorithm>
#include <charconv>

#include "node/config/usage.h"
#include "schema/directory_entry.h"

namespace jenjang {

namespace {

// From 1 to `most`. CLI11 reads a number that is too large, or negative, as another one.
bool counts(const std::string& text, std::uint64_t most) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  return whole && number > 0 && number <= most;
}

}  // namespace

std::string is_serial(const std::string& text) {
  if (counts(text, UINT64_MAX)) return "";
  return '"' + text + "\", yang diharapkan bilangan bulat mulai dari 1";
}

std::string is_allowance(const std::string& text) {
  if (counts(text, kAllowanceMibMax)) return "";
  return '"' + text + "\", yang diharapkan bilangan bulat dari 1 sampai " +
         std::to_string(kAllowanceMibMax);
}

Area area_of(const std::string& name, const std::string& text) {
  const Result<Area> area = Area::parse(text);
  if (!area) {
    throw CLI::ValidationError(
        name, "\"" + text + "\", yang diharapkan kode wilayah seperti 0, 64 atau 64.72");
  }
  return *area;
}

std::vector<Area> areas_of(const std::string& name, const std::string& text) {
  std::vector<Area> out;
  for (std::size_t from = 0; !text.empty() && from <= text.size();) {
    const std::size_t to = std::min(text.find(',', from), text.size());
    out.push_back(area_of(name, text.substr(from, to - from)));
    from = to + 1;
  }
  return out;
}

NodeId node_of(const std::string& text) {
  const std::optional<NodeId> node = NodeId::parse_hex(text);
  if (!node) {
    throw CLI::ValidationError("--node", "\"" + text + "\", yang diharapkan 64 digit heksadesimal");
  }
  return *node;
}

std::optional<LaporFlags> visibility_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::optional<LaporFlags> out = parse_visibility(text);
  if (out) return out;
  throw CLI::ValidationError("--visibility", "\"" + text +
                                                 "\", yang diharapkan rahasia, anonim, "
                                                 "anonim,rahasia atau terbuka");
}

std::int64_t milliseconds(double seconds) { return static_cast<std::int64_t>(seconds * 1000); }

}  // namespace jenjang
