// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <thread>

#include "base/text.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cloud/cloud.h"

namespace sb::cli {

int run_local(const GlobalOptions& global, const LocalOptions& options) {
  const Console console(global.format(), !global.no_color);
  cloud::CloudOptions cloud_options;
  const size_t colon = options.listen.rfind(':');
  const auto port = colon == std::string::npos
                        ? std::nullopt
                        : base::parse_int(std::string_view(options.listen).substr(colon + 1));
  if (!port || *port < 0 || *port > 65535) {
    console.error({"", fmt::format("--listen must be an address and a port, not '{}'", options.listen),
                   "--listen 127.0.0.1:4010"});
    return kExitUsage;
  }
  cloud_options.address = options.listen.substr(0, colon);
  cloud_options.port = static_cast<int>(*port);
  if (!options.in_memory) cloud_options.data_directory = options.data;
  cloud_options.fsync =
      options.fsync == "always" ? cloud::store::Fsync::kAlways : cloud::store::Fsync::kInterval;
  cloud_options.allow_http = options.allow_http;
  cloud_options.log = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
  if (!options.seed_file.empty()) {
    const auto text = read_file(options.seed_file);
    auto seed =
        text.ok() ? cloud::read_seed(*text, options.seed_file) : base::Result<cloud::Seed>(text.error());
    if (!seed) {
      console.error(seed.error());
      return kExitFailed;
    }
    cloud_options.seed = std::move(*seed);
  }
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
