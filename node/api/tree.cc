#include "node/api/tree.h"

#include <array>
#include <charconv>

#include "schema/base/check.h"

namespace jenjang {

Tree::Tree() = default;
Tree::Tree(const Tree&) = default;
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(const Tree&) = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

Tree::Tree(Type type, std::string value) : type_(type), value_(std::move(value)) {}

namespace {
constexpr int kDecimals = 7;
}

Tree Tree::text(std::string value) { return {Type::text, std::move(value)}; }

Tree Tree::text_or_null(std::string_view value) {
  return value.empty() ? Tree() : text(std::string(value));
}

Tree Tree::integer(std::int64_t value) { return {Type::number, std::to_string(value)}; }

Tree Tree::integer(std::uint64_t value) { return {Type::number, std::to_string(value)}; }

Tree Tree::decimal(double value) {
  std::array<char, 400> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 std::chars_format::fixed, kDecimals)
                       .ptr;
  std::string out(digits.data(), end);
  while (out.ends_with('0')) out.pop_back();
  if (out.ends_with('.')) out.pop_back();
  return {Type::number, out == "-0" ? "0" : out};
}

Tree Tree::boolean(bool value) { return {Type::boolean, value ? "true" : "false"}; }

Tree Tree::object() { return {Type::object, {}}; }

Tree Tree::list(std::string item_name) { return {Type::list, std::move(item_name)}; }

Tree& Tree::add(std::string name, Tree value) {
  CHECK(type_ == Type::object);
  members_.push_back({std::move(name), std::move(value)});
  return *this;
}

Tree& Tree::push(Tree item) {
  CHECK(type_ == Type::list);
  members_.push_back({{}, std::move(item)});
  return *this;
}

}  // namespace jenjang
