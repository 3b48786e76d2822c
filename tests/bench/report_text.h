#pragma once

#include <cstdint>
#include <string>

namespace jenjang {

// Indonesian-like text of about `bytes` bytes, different for each number and the same on each run.
std::string report_text(std::uint64_t number, std::size_t bytes);
std::string form_encoded(const std::string& text);

}  // namespace jenjang
