#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/api/ports.h"

namespace jenjang {

inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

// In Prometheus's text format: one family for each name, in order of first appearance.
std::string metrics_text(const std::vector<Metric>& metrics);

}  // namespace jenjang
