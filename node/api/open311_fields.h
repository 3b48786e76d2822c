#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/api/checks.h"
#include "node/api/form.h"

namespace jenjang {

// The fields of a report as Open311 clients send them: parameters of GeoReport v2, and attributes
// of the service definition under each of the names that clients give them (`attribute[jenis]`,
// `attribute[jenis][]`, `attribute[jenis][0]`, `jenis`). Views are valid as long as the form.
class Open311Fields {
 public:
  explicit Open311Fields(const Form& form);

  // The values of an attribute that are not empty.
  std::vector<std::string_view> attribute(std::string_view code) const;
  // Adds a problem for each field that must be understood and is not: an attribute that no service
  // has, and a wish for secrecy or anonymity under an unknown name, as a file, or without a value.
  void refuse_unknown(Checks& checks) const;
  // Parameters that mean nothing here, as the client named them. Many clients send some.
  const std::vector<std::string_view>& unknown() const { return unknown_; }

 private:
  struct Attribute {
    std::string_view code;
    std::string_view value;
  };

  const Form& form_;
  std::vector<Attribute> attributes_;
  std::vector<std::string_view> unknown_;
};

}  // namespace jenjang
