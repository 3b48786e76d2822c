#pragma once

#include <string>
#include <vector>

namespace jenjang::fuzz {

// Well-formed inputs of each decoder, made from tests/schema/examples.h.
std::vector<std::string> event_seeds();
std::vector<std::string> batch_seeds();
std::vector<std::string> header_seeds();
std::vector<std::string> payload_seeds();
std::vector<std::string> merkle_seeds();
std::vector<std::string> pack_seeds();
std::vector<std::string> content_seeds();
std::vector<std::string> sealed_seeds();
std::vector<std::string> entry_seeds();
std::vector<std::string> signed_seeds();
std::vector<std::string> invitation_seeds();
std::vector<std::string> message_seeds();
std::vector<std::string> heads_seeds();
std::vector<std::string> witness_seeds();
std::vector<std::string> countersigned_seeds();
std::vector<std::string> report_code_seeds();
std::vector<std::string> area_seeds();
std::vector<std::string> utf8_seeds();

}  // namespace jenjang::fuzz
