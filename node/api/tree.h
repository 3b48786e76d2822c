#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jenjang {

// A document that is written as XML and as JSON, one being the Spark image of the other: the root
// drops out of the JSON, a list is an array even with one item, and nothing is null.
class Tree {
 public:
  enum class Type { null, text, number, boolean, object, list };
  struct Member;

  Tree();  // Null: an empty element.
  Tree(const Tree&);
  Tree(Tree&&) noexcept;
  Tree& operator=(const Tree&);
  Tree& operator=(Tree&&) noexcept;
  ~Tree();
  // Empty text stays text; see text_or_null.
  static Tree text(std::string value);
  static Tree text_or_null(std::string_view value);
  static Tree integer(std::int64_t value);
  static Tree integer(std::uint64_t value);
  // Seven decimals at most, and none that are not needed.
  static Tree decimal(double value);
  static Tree boolean(bool value);
  static Tree object();
  // In XML each item is an element of that name.
  static Tree list(std::string item_name);

  // Requires an object.
  Tree& add(std::string name, Tree value);
  // Requires a list.
  Tree& push(Tree item);

  Type type() const { return type_; }
  // Of text and, as it is written, of a number or boolean; the item name of a list.
  const std::string& value() const { return value_; }
  // Of an object, or of a list, where names are empty.
  const std::vector<Member>& members() const { return members_; }

 private:
  Tree(Type type, std::string value);

  Type type_ = Type::null;
  std::string value_;
  std::vector<Member> members_;
};

struct Tree::Member {
  std::string name;
  Tree value;
};

}  // namespace jenjang
