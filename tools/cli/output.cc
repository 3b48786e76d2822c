#include "tools/cli/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "node/text/visible.h"

namespace jenjang {

namespace {

// So much of a line is for its text, however narrow the screen.
constexpr std::size_t kTextColumnsMin = 16;

std::size_t bytes_of(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// The columns of a character, at most: those that are two columns wide have three bytes or more.
std::size_t columns_of(char lead) { return bytes_of(lead) < 3 ? 1 : 2; }

std::size_t width(std::string_view text) {
  std::size_t out = 0;
  for (std::size_t at = 0; at < text.size(); at += bytes_of(text[at])) out += columns_of(text[at]);
  return out;
}

// The bytes of a line that fit in so many columns, up to a blank where it has one. At least a
// character.
std::size_t fitting(std::string_view line, std::size_t columns) {
  std::size_t used = 0;
  std::size_t blank = 0;
  for (std::size_t at = 0; at < line.size(); at += bytes_of(line[at])) {
    used += columns_of(line[at]);
    if (used > columns) return blank > 0 ? blank : std::max<std::size_t>(at, bytes_of(line[at]));
    if (line[at] == ' ') blank = at;
  }
  return line.size();
}

}  // namespace

Output& Output::operator<<(const char* own) {
  *stream_ << own;
  return *this;
}

Output& Output::operator<<(std::string_view text) {
  *stream_ << visible_line(text);
  return *this;
}

void Output::block(std::string_view first, std::string_view further, std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  const std::string shown = visible_lines(text, "");
  const std::size_t screen = columns_ == 0 ? kColumns : columns_;
  std::string_view rest(shown);
  std::string_view margin = first;
  while (true) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::size_t taken = std::min(width(margin), screen);
    const std::size_t fits =
        fitting(rest.substr(0, end), std::max(screen - taken, kTextColumnsMin));
    *stream_ << margin << rest.substr(0, fits) << "\n";
    const bool broken = fits < end;
    if (!broken && end == rest.size()) return;
    rest.remove_prefix(broken ? fits : end + 1);
    if (broken) rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    margin = further;
  }
}

void Output::item(std::string_view further, std::string_view text) {
  const std::string shown = visible_line(text);
  if (columns_ > 0) return block("", further, shown);
  *stream_ << shown << "\n";
}

void Output::lines(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  *stream_ << visible_lines(text, "") << "\n";
}

void Output::json(std::string_view document) { *stream_ << visible_json(document); }

void Output::safe(std::string_view text) { *stream_ << text; }

void Output::flush() { stream_->flush(); }

std::size_t screen_columns(int file) {
  winsize size{};
  if (::isatty(file) != 1 || ::ioctl(file, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col == 0 ? Output::kColumns : size.ws_col;
}

}  // namespace jenjang
