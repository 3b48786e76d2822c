#include "node/config/usage.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace jenjang {

namespace {

template <class Number>
std::optional<Number> number(const std::string& text) {
  Number out{};
  if (!CLI::detail::lexical_cast(text, out)) return std::nullopt;
  return out;
}

// The text before `mark`; nothing where there is none.
std::optional<std::string> before(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  return std::string(text.substr(0, at));
}

// CLI11 tells what is wrong in English alone, with the option's name first.
std::string told(const CLI::ParseError& error) {
  std::string text = error.what();
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    const auto name = before(text, " is required");
    return name && *name != "A subcommand" ? *name + ": belum diisi" : "perintah belum disebut";
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
    const std::string_view rest = std::string_view(text).substr(text.find(": ") + 2);
    return before(rest, " = ").value_or(std::string(rest)) + ": yang diharapkan bilangan";
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const bool twice = text.find("At Most") != std::string::npos;
    return before(text, ":").value_or(text) +
           (twice ? ": disebut lebih dari sekali" : ": nilainya belum diisi");
  }
  if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) {
    const std::string mark = " excludes ";
    const auto name = before(text, mark);
    return name ? *name + ": tidak dapat bersama " + text.substr(name->size() + mark.size()) : text;
  }
  return text;
}

}  // namespace

void speak_indonesian(CLI::App& command) {
  command.option_defaults()->group("Opsi");
  command.set_help_flag("-h,--help", "menampilkan bantuan ini");
  const std::pair<const char*, const char*> labels[] = {
      {"Usage", "Pemakaian"},  {"OPTIONS", "OPSI"},   {"SUBCOMMAND", "PERINTAH"},
      {"REQUIRED", "(wajib)"}, {"Env", "lingkungan"}, {"Positionals", "Argumen"}};
  for (const auto& [word, ours] : labels) command.get_formatter()->label(word, ours);
}

std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = app.remaining(true);
  const std::string what = unknown.empty() ? told(error) : unknown.front() + ": tidak dikenal";
  std::string command;
  for (const CLI::App* at = &app; at != nullptr;) {
    command += at->get_name() + " ";
    const std::vector<const CLI::App*> below =
        at->get_subcommands([](const CLI::App* one) { return one->parsed(); });
    at = below.empty() ? nullptr : below.front();
  }
  return what + "; lihat " + command + "--help";
}

CLI::Validator one_of(std::initializer_list<const char*> words) {
  std::string all;
  for (const char* word : words) all += (all.empty() ? "" : ", ") + std::string(word);
  const std::vector<std::string> taken(words.begin(), words.end());
  const auto check = [all, taken](const std::string& text) {
    const bool known = std::find(taken.begin(), taken.end(), text) != taken.end();
    return known ? std::string() : "\"" + text + "\", yang diharapkan salah satu dari " + all;
  };
  return {check, "{" + all + "}"};
}

CLI::Validator number_between(int least, int most) {
  const std::string span = std::to_string(least) + " sampai " + std::to_string(most);
  const auto check = [=](const std::string& text) {
    const auto value = number<int>(text);
    const bool within = value && *value >= least && *value <= most;
    return within ? std::string() : "\"" + text + "\", yang diharapkan bilangan " + span;
  };
  return {check, "{" + span + "}"};
}

CLI::Validator not_negative() {
  const auto check = [](const std::string& text) {
    const auto value = number<double>(text);
    const bool good = value && *value >= 0;
    return good ? std::string() : "\"" + text + "\", yang diharapkan bilangan, 0 atau lebih";
  };
  return {check, ""};
}

}  // namespace jenjang
