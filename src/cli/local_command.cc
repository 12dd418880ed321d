// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <csignal>
#include <thread>

#include "base/text.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cloud/cloud.h"

namespace sb::cli {
namespace {

// "127.0.0.1:4010", "localhost:4010" or "[::1]:4010". False: it is none of these.
bool read_address(const std::string& listen, cloud::CloudOptions& out) {
  const size_t colon = listen.rfind(':');
  if (colon == std::string::npos) return false;
  const auto port = base::parse_int(std::string_view(listen).substr(colon + 1));
  if (!port || *port < 0 || *port > 65535) return false;
  out.address = listen.substr(0, colon);
  if (out.address.starts_with('[') && out.address.ends_with(']'))
    out.address = out.address.substr(1, out.address.size() - 2);
  if (out.address == "localhost") out.address = "127.0.0.1";
  out.port = static_cast<int>(*port);
  return !out.address.empty();
}

base::Status read_files(const LocalOptions& options, cloud::CloudOptions& out) {
  if (!options.seed_file.empty()) {
    const auto text = read_file(options.seed_file);
    if (!text) return text.error();
    auto seed = cloud::read_seed(*text, options.seed_file);
    if (!seed) return seed.error();
    out.seed = std::move(*seed);
  }
  if (!options.credentials.empty()) {
    const auto text = read_private_file(options.credentials);
    if (!text) return text.error();
    auto credentials = cloud::read_credentials(*text, options.credentials);
    if (!credentials) return credentials.error();
    out.credentials = std::move(*credentials);
  }
  for (const std::string& file : {options.tls_cert, options.tls_key}) {
    if (file.empty()) continue;
    if (auto readable = check_readable(file); !readable) return readable;
  }
  if (!options.tls_cert.empty()) out.tls = cloud::TlsFiles{options.tls_cert, options.tls_key};
  return {};
}

}  // namespace

int run_local(const GlobalOptions& global, const LocalOptions& options) {
  const Console console(global.format(), !global.no_color);
  cloud::CloudOptions cloud_options;
  if (!read_address(options.listen, cloud_options)) {
    console.error({"", fmt::format("--listen must be an address and a port, not '{}'", options.listen),
                   "--listen 127.0.0.1:4010"});
    return kExitUsage;
  }
  if (!options.in_memory) cloud_options.data_directory = options.data;
  cloud_options.fsync =
      options.fsync == "always" ? cloud::store::Fsync::kAlways : cloud::store::Fsync::kInterval;
  cloud_options.public_url = options.public_url;
  cloud_options.allow_http = options.allow_http;
  cloud_options.memory_bytes_max = options.memory_mebibytes << 20;
  if (options.quotas == "aws") cloud_options.quotas = cloud::service::Quotas::kAws;
  if (!options.chaos.empty()) {
    const auto measure = cloud::chaos::parse_measure(options.chaos);
    if (!measure) {
      console.error(measure.error());
      return kExitUsage;
    }
    cloud_options.chaos = *measure;
  }
  cloud_options.log = [&console](const std::string& line) { console.say(base::printable(line)); };
  if (auto status = read_files(options, cloud_options); !status) {
    console.error(status.error());
    return kExitFailed;
  }
  // A limit on the size of files is an error of the write then, as a full disk is.
  std::signal(SIGXFSZ, SIG_IGN);
  // Signals are taken by one thread that stops the loop, so that no handler runs code that is not
  // signal-safe.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  static const base::SystemClock kClock;
  auto started = cloud::Cloud::start(std::move(cloud_options), kClock);
  if (!started) {
    console.error(started.error());
    return kExitFailed;
  }
  cloud::Cloud& cloud = **started;
  console.out(fmt::format("switchboard local: {}\n", cloud.url()));
  int signal = 0;
  std::thread waiter([&] {
    sigwait(&signals, &signal);
    cloud.stop();
  });
  cloud.run();
  waiter.join();
  return signal == SIGINT ? kExitInterrupted : kExitDone;
}

}  // namespace sb::cli
