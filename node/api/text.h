#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jenjang {

// UTF-8 that every format of ours can carry: well formed, no control characters but tab and line
// ends, no noncharacters that XML forbids.
bool is_clean_text(std::string_view text);
// The first `characters` of clean text.
std::string_view first_characters(std::string_view text, std::size_t characters);
// Whether something in it reads as an HTML tag; "a < b" and "<3" do not.
bool has_html_tag(std::string_view text);
std::string_view trim(std::string_view text);
// Of ASCII letters.
bool equals_ignoring_case(std::string_view a, std::string_view b);

// Nothing unless all of `text` is the number.
std::optional<std::uint64_t> parse_number(std::string_view text);
std::optional<double> parse_decimal(std::string_view text);
// 1, true, t, yes, y, on, ya or benar; 0, false, f, no, n, off, tidak, tdk or salah: of any case,
// in quotation marks or not.
std::optional<bool> parse_truth(std::string_view text);

}  // namespace jenjang
