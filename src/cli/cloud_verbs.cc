// SPDX-License-Identifier: Apache-2.0
#include "cli/option_checks.h"
#include "cli/verbs.h"

namespace sb::cli {
namespace {

void add_local(CLI::App& app, Verbs& v) {
  CLI::App* local = app.add_subcommand(
      "local", "Serve Genesys Cloud, EventBridge, SNS, SQS, STS and Lambda on this machine");
  local->add_option("--listen", v.local.listen, "Address and port")->capture_default_str();
  CLI::Option* data = local->add_option("--data", v.local.data, "Folder of the data")
                          ->capture_default_str()
                          ->type_name("DIR")
                          ->check(not_empty("a folder"));
  local->add_flag("--in-memory", v.local.in_memory, "Keep nothing")->excludes(data);
  local->add_option("--seed-file", v.local.seed_file, "The organisation to start with (YAML)")
      ->type_name("FILE");
  local->add_option("--fsync", v.local.fsync, "always or interval")
      ->check(CLI::IsMember({"always", "interval"}));
  local
      ->add_option("--credentials", v.local.credentials,
                   "Who may come in instead of the well-known keys (YAML, mode 0600)")
      ->type_name("FILE");
  CLI::Option* certificate =
      local->add_option("--tls-cert", v.local.tls_cert, "Serve HTTPS with this certificate chain (PEM)")
          ->type_name("FILE");
  CLI::Option* key = local->add_option("--tls-key", v.local.tls_key, "The certificate's private key (PEM)")
                         ->type_name("FILE");
  certificate->needs(key);
  key->needs(certificate);
  local
      ->add_option("--public-url", v.local.public_url,
                   "How others reach it, for the links in SNS messages: https://HOST:PORT")
      ->type_name("URL");
  local
      ->add_option("--quotas", v.local.quotas,
                   "aws: hold AWS's limits on pace too, not only on sizes and counts")
      ->check(CLI::IsMember({"aws"}));
  local
      ->add_option("--chaos", v.local.chaos,
                   "Troubles on purpose: "
                   "latency=50ms,throttle=10%,error=1%,reset=1%,duplicate=1%,late=1%,stale=1%,seed=7")
      ->check([](const std::string& text) {
        return text.empty() ? "give what and how much, as latency=50ms,throttle=10%" : std::string();
      });
  local
      ->add_option("--memory-max", v.local.memory_mebibytes,
                   "MiB that messages may take before senders are throttled")
      ->capture_default_str()
      ->check(whole_number(1, 1 << 20, "MiB"));
  local->add_option("--allow-http", v.local.allow_http,
                    "Hosts that HTTP subscriptions may reach: HOST or HOST:PORT");
  local->callback([&v] { v.chosen = [&v] { return run_local(v.global, v.local); }; });
}

}  // namespace

void add_cloud_verbs(CLI::App& app, Verbs& v) {
  CLI::App* queues = app.add_subcommand("queues", "List Genesys Cloud queues");
  queues->add_option("-f,--file", v.queues.file, "A spec, for its genesys: settings");
  queues->add_option("match", v.queues.match, "Names to show, * for any run of characters");
  queues->callback([&v] { v.chosen = [&v] { return run_queues(v.global, v.queues); }; });
  CLI::App* topics =
      app.add_subcommand("topics", "List the Genesys Cloud topics that EventBridge can be sent");
  topics->add_option("-f,--file", v.topics.file, "A spec, for its genesys: settings");
  topics->add_option("match", v.topics.match, "Names to show, * for any run of characters");
  topics->callback([&v] { v.chosen = [&v] { return run_topics(v.global, v.topics); }; });
  add_local(app, v);
  CLI::App* demo = app.add_subcommand("demo", "The main job on the local cloud, start to end");
  demo->add_option("--events", v.demo.events, "How many events happen")
      ->capture_default_str()
      ->check(whole_number(100, 10000000, "events"));
  demo->callback([&v] { v.chosen = [&v] { return run_demo(v.global, v.demo); }; });
}

}  // namespace sb::cli
