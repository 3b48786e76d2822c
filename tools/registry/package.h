#pragma once

#include <map>
#include <string>

#include "schema/area.h"
#include "schema/base/result.h"

namespace jenjang {

// The areas of an installed npm package idn-area-data, the nation included, and its version.
struct Package {
  std::string version;
  std::map<Area, std::string> names;
};

// Reads `folder`/package.json and the four CSV files of `folder`/data.
Result<Package> read_package(const std::string& folder);

}  // namespace jenjang
