#include "node/config/private_path.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace jenjang {

namespace {

// As a word of a shell, so that the command can be copied as it stands.
std::string quoted(const std::string& word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("/._-+:,=@").find(c) != std::string_view::npos;
  });
  if (plain) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

// Of this process; the number where it has no name.
std::string user_name() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  ::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found);
  return found == nullptr ? std::to_string(::geteuid()) : found->pw_name;
}

}  // namespace

Error open_to_others(const std::string& path, const std::string& mode) {
  return {Code::denied, path +
                            ": dapat dibaca atau ditulis selain oleh pemiliknya; jalankan chmod " +
                            mode + " " + quoted(path)};
}

Result<void> check_private(const std::string& path, const struct stat& state) {
  if (state.st_uid != ::geteuid()) {
    return Error{Code::denied, path + ": milik pengguna lain; jalankan chown " + user_name() + " " +
                                   quoted(path)};
  }
  if ((state.st_mode & kOfOthers) == 0) return {};
  return open_to_others(path, S_ISDIR(state.st_mode) ? "700" : "600");
}

}  // namespace jenjang
