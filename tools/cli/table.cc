#include "tools/cli/table.h"

#include <algorithm>
#include <array>

#include "node/text/visible.h"
#include "schema/base/check.h"
#include "schema/utf8.h"

namespace jenjang {

namespace {

void append_cell(std::string& out, const std::string& cell, std::size_t wanted, Table::Side side,
                 bool last) {
  const std::string gap(wanted - std::min(wanted, count_characters(cell)), ' ');
  if (side == Table::Side::right) out += gap;
  out += cell;
  if (side == Table::Side::left && !last) out += gap;
  if (!last) out += "  ";
}

}  // namespace

void Table::add(std::vector<std::string> cells) {
  CHECK(cells.size() == columns_.size());
  for (std::string& cell : cells) cell = visible_line(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::to_text() const {
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) widths.push_back(count_characters(column.title));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], count_characters(row[i]));
  }
  std::string out;
  const auto append_row = [&](const auto& cell_of) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      append_cell(out, cell_of(i), widths[i], columns_[i].side, i + 1 == columns_.size());
    }
    out += '\n';
  };
  append_row([&](std::size_t i) { return columns_[i].title; });
  for (const auto& row : rows_) append_row([&](std::size_t i) { return row[i]; });
  return out;
}

Output& operator<<(Output& out, const Table& table) {
  out.safe(table.to_text());
  return out;
}

std::string count_text(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3;) {
    at -= 3;
    out.insert(at, 1, '.');
  }
  return out;
}

std::string span_text(std::int64_t ms) {
  struct Unit {
    std::int64_t ms;
    std::string_view name;
  };
  constexpr std::array<Unit, 4> kUnits{
      {{86'400'000, " hari"}, {3'600'000, " jam"}, {60'000, " mnt"}, {1'000, " dtk"}}};
  for (const Unit& unit : kUnits) {
    if (ms >= unit.ms) return std::to_string(ms / unit.ms) + std::string(unit.name);
  }
  return std::to_string(std::max<std::int64_t>(ms, 0)) + " md";
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> kNames{" B", " KiB", " MiB", " GiB", " TiB"};
  if (bytes < 1024) return std::to_string(bytes) + std::string(kNames[0]);
  std::uint64_t tenths = bytes * 10;
  std::size_t unit = 0;
  while (tenths >= 10'240 && unit + 1 < kNames.size()) {
    tenths /= 1024;
    ++unit;
  }
  return std::to_string(tenths / 10) + "," + std::to_string(tenths % 10) +
         std::string(kNames[unit]);
}

std::string one_line(std::string_view text, std::size_t characters_max) {
  std::string spaced(text);
  std::replace_if(
      spaced.begin(), spaced.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  std::string out;
  std::size_t characters = 0;
  for (const char c : visible_line(spaced)) {
    if (begins_character(c) && ++characters > characters_max) {
      // The last character makes room for the ellipsis.
      while (!out.empty() && !begins_character(out.back())) out.pop_back();
      if (!out.empty()) out.pop_back();
      return out + "…";
    }
    out += c;
  }
  return out;
}

}  // namespace jenjang
