#include "tools/csv/csv_reader.h"

#include <algorithm>
#include <utility>

namespace jenjang {

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
}

Result<std::optional<std::vector<std::string>>> CsvReader::next() {
  while (!text_.empty() && at_line_end()) skip_line_end();
  if (text_.empty()) return std::optional<std::vector<std::string>>();
  row_line_ = line_;
  row_text_ = text_;
  std::vector<std::string> fields;
  while (true) {
    Result<std::string> value = field();
    if (!value) return value.error();
    if (fields.size() == kFieldsMax) return refuse("lebih dari 1000 kolom dalam satu baris");
    fields.push_back(*std::move(value));
    if (text_.empty() || at_line_end()) break;
    text_.remove_prefix(1);  // The comma.
  }
  skip_line_end();
  return std::optional(std::move(fields));
}

void CsvReader::skip_refused() {
  text_ = row_text_.substr(std::min(row_text_.find_first_of("\r\n"), row_text_.size()));
  line_ = row_line_;
  skip_line_end();
}

Result<std::string> CsvReader::field() {
  if (text_.starts_with('"')) return quoted_field();
  const std::size_t end = std::min(text_.find_first_of(",\r\n"), text_.size());
  if (end > kFieldBytesMax) return refuse("isian lebih dari 1 MiB");
  std::string out(text_.substr(0, end));
  text_.remove_prefix(end);
  return out;
}

Result<std::string> CsvReader::quoted_field() {
  std::string out;
  text_.remove_prefix(1);
  while (true) {
    const std::size_t quote = text_.find('"');
    if (quote == std::string_view::npos) return refuse("isian berkutip tanpa kutip penutup");
    out += text_.substr(0, quote);
    if (out.size() > kFieldBytesMax) return refuse("isian lebih dari 1 MiB");
    text_.remove_prefix(quote + 1);
    if (!text_.starts_with('"')) break;
    out.push_back('"');
    text_.remove_prefix(1);
  }
  line_ += static_cast<std::size_t>(std::count(out.begin(), out.end(), '\n'));
  if (!text_.empty() && text_.front() != ',' && !at_line_end()) {
    return refuse("teks sesudah kutip penutup; yang diharapkan koma atau akhir baris");
  }
  return out;
}

// A lone CR, as old exports have it, ends a line as well.
bool CsvReader::at_line_end() const { return text_.front() == '\n' || text_.front() == '\r'; }

void CsvReader::skip_line_end() {
  if (text_.empty()) return;
  text_.remove_prefix(text_.starts_with("\r\n") ? 2 : 1);
  ++line_;
}

Error CsvReader::refuse(const std::string& what) const {
  return {Code::invalid, "baris " + std::to_string(row_line_) + ": " + what};
}

}  // namespace jenjang
