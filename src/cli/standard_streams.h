// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sb::cli {

// Opens those of stdin, stdout and stderr that the caller has closed, each so that it cannot be used: else
// the next file or connection would get its number, and what is meant for a person would go there. Before
// anything else is opened.
void hold_standard_streams();

// Notes why a write to stdout failed; the first reason counts.
void note_output_fault(int reason);

// `code`, or that of a failure where what was written to stdout could not be; then with an error on stderr. A
// pipe whose reader has had enough (`switchboard man | head`) is no failure.
int check_output(int code);

}  // namespace sb::cli
