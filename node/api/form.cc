#include "node/api/form.h"

#include <algorithm>

#include "node/api/text.h"

namespace jenjang {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The value of `name=` among the parameters of a header, without quotes; empty where it is absent.
std::string_view parameter(std::string_view header, std::string_view name) {
  std::size_t at = header.find(';');
  while (at != std::string_view::npos) {
    header.remove_prefix(at + 1);
    header = trim(header);
    const std::size_t equals = header.find('=');
    if (equals == std::string_view::npos) return {};
    const bool wanted = equals_ignoring_case(trim(header.substr(0, equals)), name);
    std::string_view value = header.substr(equals + 1);
    if (value.starts_with('"')) {
      const std::size_t end = value.find('"', 1);
      if (end == std::string_view::npos) return {};
      if (wanted) return value.substr(1, end - 1);
      header = value.substr(end + 1);
    } else if (wanted) {
      return trim(value.substr(0, value.find(';')));
    }
    at = header.find(';');
  }
  return {};
}

// Whether the header names that parameter, with any value.
bool has_parameter(std::string_view header, std::string_view name) {
  return header.find(std::string(name) + "=") != std::string_view::npos;
}

std::uint32_t narrow(std::size_t value) { return static_cast<std::uint32_t>(value); }

}  // namespace

bool is_media_type(std::string_view content_type, std::string_view type) {
  return equals_ignoring_case(trim(content_type.substr(0, content_type.find(';'))), type);
}

std::string_view multipart_boundary(std::string_view content_type) {
  if (!is_media_type(content_type, "multipart/form-data")) return {};
  return parameter(content_type, "boundary");
}

bool Form::decode(std::string_view text) {
  const std::size_t before = buffer_.size();
  buffer_.resize(before + text.size());  // Decoded it is never longer.
  char* out = buffer_.data() + before;
  while (!text.empty()) {
    const std::string_view plain = text.substr(0, text.find('%'));
    out = std::replace_copy(plain.begin(), plain.end(), out, '+', ' ');
    text.remove_prefix(plain.size());
    if (text.empty()) break;
    const int high = text.size() > 2 ? hex_digit(text[1]) : -1;
    const int low = text.size() > 2 ? hex_digit(text[2]) : -1;
    if (high < 0 || low < 0) return false;
    *out++ = static_cast<char>(high * 16 + low);
    text.remove_prefix(3);
  }
  buffer_.resize(static_cast<std::size_t>(out - buffer_.data()));
  return true;
}

bool Form::keep(Field field, Problems& problems) {
  if (field.name_size > kFormNameBytesMax) {
    problems.push_back({.message = "nama isian " + std::to_string(field.name_size) +
                                   " byte, paling banyak " + std::to_string(kFormNameBytesMax)});
    return false;
  }
  if (!is_clean_text(name(field)) || !is_clean_text(value(field))) {
    problems.push_back({.message = "ada isian yang bukan teks UTF-8 tanpa karakter kendali"});
    return false;
  }
  if (fields_.size() == kFormFieldsMax) {
    problems.push_back({.message = "lebih dari " + std::to_string(kFormFieldsMax) + " isian"});
    return false;
  }
  fields_.push_back(field);
  return true;
}

bool Form::add_pair(std::string_view pair, Problems& problems) {
  const std::size_t equals = pair.find('=');
  Field field;
  field.name_at = narrow(buffer_.size());
  bool good = decode(pair.substr(0, equals));
  field.value_at = narrow(buffer_.size());
  field.name_size = field.value_at - field.name_at;
  field.bare = equals == std::string_view::npos;
  if (equals != std::string_view::npos) good = decode(pair.substr(equals + 1)) && good;
  field.value_size = narrow(buffer_.size()) - field.value_at;
  if (!good) {
    problems.push_back({.message = "ada tanda persen tanpa dua digit heksadesimal"});
    return false;
  }
  return keep(field, problems);
}

void Form::add_urlencoded(std::string_view text, Problems& problems) {
  buffer_.reserve(buffer_.size() + text.size());
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    if (end > 0 && !add_pair(text.substr(0, end), problems)) return;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

bool Form::add_part(std::string_view part, Problems& problems) {
  const std::size_t end = part.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    problems.push_back({.message = "ada bagian multipart yang kepalanya tidak berakhir"});
    return false;
  }
  std::string_view header = part.substr(0, end);
  std::string_view disposition;
  while (!header.empty()) {
    const std::string_view line = header.substr(0, header.find("\r\n"));
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos &&
        equals_ignoring_case(line.substr(0, colon), "content-disposition")) {
      disposition = trim(line.substr(colon + 1));
    }
    header.remove_prefix(std::min(line.size() + 2, header.size()));
  }
  if (has_parameter(disposition, "filename") || has_parameter(disposition, "filename*")) {
    if (file_names_.size() < kFormFilesMax) {
      file_names_.emplace_back(parameter(disposition, "name").substr(0, kFormNameBytesMax));
      return true;
    }
    problems.push_back({.message = "lebih dari " + std::to_string(kFormFilesMax) + " berkas"});
    return false;
  }
  const std::string_view part_name = parameter(disposition, "name");
  if (part_name.empty()) {
    problems.push_back({.message = "ada bagian multipart tanpa nama"});
    return false;
  }
  const std::string_view part_value = part.substr(end + 4);
  Field field{.name_at = narrow(buffer_.size()), .name_size = narrow(part_name.size())};
  buffer_ += part_name;
  field.value_at = narrow(buffer_.size());
  field.value_size = narrow(part_value.size());
  buffer_ += part_value;
  return keep(field, problems);
}

void Form::add_multipart(std::string_view body, std::string_view boundary, Problems& problems) {
  const std::string first = "--" + std::string(boundary);
  const std::string delimiter = "\r\n" + first;
  std::size_t at = body.starts_with(first) ? first.size() : body.find(delimiter);
  if (at != first.size() && at != std::string_view::npos) at += delimiter.size();
  if (boundary.empty() || at == std::string_view::npos) {
    problems.push_back({.message = "isi multipart tanpa pembatasnya"});
    return;
  }
  std::string_view rest = body.substr(at);
  while (!rest.starts_with("--")) {
    const std::size_t end = rest.find(delimiter);
    if (!rest.starts_with("\r\n") || end == std::string_view::npos) {
      problems.push_back({.message = "isi multipart tidak berakhir dengan pembatasnya"});
      return;
    }
    if (!add_part(rest.substr(2, end < 2 ? 0 : end - 2), problems)) return;
    rest.remove_prefix(end + delimiter.size());
  }
}

std::string_view Form::get(std::string_view wanted) const {
  for (const Field& field : fields_) {
    if (field.value_size > 0 && name(field) == wanted) return value(field);
  }
  return {};
}

std::vector<std::string_view> Form::all(std::string_view wanted) const {
  std::vector<std::string_view> out;
  for (const Field& field : fields_) {
    if (field.value_size > 0 && name(field) == wanted) out.push_back(value(field));
  }
  return out;
}

}  // namespace jenjang
