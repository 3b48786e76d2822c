#pragma once

#include <vector>

namespace jenjang {

// The value that `share` (0 to 1) of them do not exceed; 0 of none.
double quantile(std::vector<double> values, double share);

}  // namespace jenjang
