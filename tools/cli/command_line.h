#pragma once

#include <string>
#include <variant>
#include <vector>

#include "tools/demo/generate.h"
#include "tools/import/import_file.h"
#include "tools/look/look.h"
#include "tools/playground/commands.h"
#include "tools/reports/reports.h"
#include "tools/trust/trust.h"

namespace jenjang {

using Invocation =
    std::variant<ShowStatus, ShowLinks, VerifyEqual, ShowReport, TailReports, CountReports,
                 SubmitReport, ActOnReport, ResubmitReports, OpenReport, ImportFile,
                 GenerateReports, KeysNode, KeysConsent, KeysRenew, KeysAuthority, KeysApi,
                 KeysShow, RotateAuthority, ExportDirectory, PublishEntries, Enrol, Revoke,
                 PlaygroundInit, PlaygroundUp, PlaygroundDown, PlaygroundStatus, PlaygroundVerify,
                 PlaygroundCut, PlaygroundRelay>;

// Nothing to run: the help that was asked for, or what is wrong with the arguments.
struct NothingToRun {
  ExitCode code = ExitCode::ok;
  std::string text;
};

struct CommandLine {
  std::variant<NothingToRun, Invocation> what;
  bool json = false;
};

// `arguments` without the name of the program.
CommandLine parse_command_line(const std::vector<std::string>& arguments);

}  // namespace jenjang
