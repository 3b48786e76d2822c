#include "tools/trust/api_key.h"

#include "node/config/key_files.h"

namespace jenjang {

std::string make_api_key() { return random_seed().hex(); }

std::string api_key_toml(std::string_view name, ApiRole role, std::string_view secret) {
  return "[[api.key]]\nname = \"" + std::string(name) + "\"\nrole = \"" +
         std::string(role_name(role)) + "\"\nhash = \"" + hash_api_key(secret).hex() + "\"\n";
}

}  // namespace jenjang
