#pragma once

#include <CLI/CLI.hpp>
#include <initializer_list>
#include <string>

namespace jenjang {

// The words of a command's help that CLI11 chooses, in Indonesian. Before its options are added.
void speak_indonesian(CLI::App& command);

// What is wrong with the arguments, and whose help to read: a line without its end. Requires that
// parsing them threw `error`.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error);

// Checks of an option's value.
CLI::Validator one_of(std::initializer_list<const char*> words);
CLI::Validator number_between(int least, int most);
CLI::Validator not_negative();

}  // namespace jenjang
