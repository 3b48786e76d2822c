#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "node/api/problem.h"

namespace jenjang {

inline constexpr std::size_t kFormFieldsMax = 128;
inline constexpr std::size_t kFormNameBytesMax = 128;
inline constexpr std::size_t kFormFilesMax = 16;

// The named values of a query and of a form body, decoded into one buffer. All of it is clean text.
// An empty value counts as an absent one.
class Form {
 public:
  // Adds the fields of "a=b&c=d". What is malformed is added to `problems`.
  void add_urlencoded(std::string_view text, Problems& problems);
  // Adds the text fields of a multipart/form-data body; files are counted and left out.
  void add_multipart(std::string_view body, std::string_view boundary, Problems& problems);

  // The first value of that name that is not empty, else empty.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const { return !get(name).empty(); }
  std::vector<std::string_view> all(std::string_view name) const;
  std::size_t files() const { return file_names_.size(); }
  // The names of the parts that are files, in their order.
  const std::vector<std::string>& file_names() const { return file_names_; }

  struct Entry {
    std::string_view name;
    std::string_view value;
    bool bare = false;  // Written without an equals sign.
  };
  // Each field as it came, empty ones too.
  std::size_t size() const { return fields_.size(); }
  Entry at(std::size_t index) const {
    const Field& field = fields_.at(index);
    return {name(field), value(field), field.bare};
  }

 private:
  struct Field {
    std::uint32_t name_at = 0;
    std::uint32_t name_size = 0;
    std::uint32_t value_at = 0;
    std::uint32_t value_size = 0;
    bool bare = false;
  };

  std::string_view name(const Field& field) const {
    return std::string_view(buffer_).substr(field.name_at, field.name_size);
  }
  std::string_view value(const Field& field) const {
    return std::string_view(buffer_).substr(field.value_at, field.value_size);
  }
  bool decode(std::string_view text);
  bool add_pair(std::string_view pair, Problems& problems);
  bool add_part(std::string_view part, Problems& problems);
  bool keep(Field field, Problems& problems);

  std::string buffer_;
  std::vector<Field> fields_;
  std::vector<std::string> file_names_;
};

// The boundary of a multipart/form-data content type; empty where there is none.
std::string_view multipart_boundary(std::string_view content_type);
// The type without its parameters is this one, in any case.
bool is_media_type(std::string_view content_type, std::string_view type);

}  // namespace jenjang
