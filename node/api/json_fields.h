#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/api/checks.h"

namespace jenjang {

// A body as a JSON object; a problem where it is none, where an object has one name twice (which of
// the two counts is anybody's guess), and where it goes deeper than any call of ours.
nlohmann::json parse_json_object(std::string_view body, Checks& checks);

// One object of a body, read by name. An absent or null field is empty; one of the wrong type is
// added to the problems, and in the end one that nobody asked for (refuse_unknown). Views are valid
// as long as the document.
class JsonFields {
 public:
  // `path` is what stands before a field's name in a problem, as "identity.".
  JsonFields(const nlohmann::json& object, Checks& checks, std::string path = "")
      : object_(&object), checks_(&checks), path_(std::move(path)) {}

  bool has(const char* name) const;
  std::string path(const char* name) const { return path_ + name; }
  std::string_view text(const char* name) const;
  // Digits in quotes are taken as well.
  std::uint64_t number(const char* name, std::uint64_t max) const;
  std::optional<double> decimal(const char* name) const;
  // In any of the spellings of a form, as a boolean, 0 or 1, or a list of such that all agree.
  bool truth(const char* name) const;
  // To be called when all known fields were asked for: any other field is a problem that names the
  // known ones.
  void refuse_unknown() const;
  std::optional<JsonFields> object(const char* name) const;
  std::vector<JsonFields> objects(const char* name, std::size_t max) const;
  std::vector<std::string_view> texts(const char* name, std::size_t max) const;

 private:
  const nlohmann::json* find(const char* name) const;
  const nlohmann::json* array(const char* name, std::size_t max) const;
  void refuse(const char* name, std::string expected) const;

  const nlohmann::json* object_;
  Checks* checks_;
  std::string path_;
  mutable std::vector<const char*> asked_;
};

}  // namespace jenjang
