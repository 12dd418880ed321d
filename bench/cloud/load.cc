// SPDX-License-Identifier: Apache-2.0
// Puts events on a bus, or takes messages from a queue, over many connections from one thread, and tells how
// fast.
//   cloud_load put   --port P --events FILE [--connections N] [--seconds S] [--entries N] [--requests MAX]
//                    [--ids FILE]
//   cloud_load send  --port P --queue-url URL --messages N [--connections N] [--seconds S] [--body-bytes N]
//   cloud_load drain --port P --queue-url URL --messages N [--connections N] [--seconds S] [--at-a-time N]
//                    [--ids FILE]
// One JSON object on stdout. Requests are signed before the clock starts (put, send) or as they are made
// (drain). --ids writes the ids of the events that were acknowledged (put) or received raw (drain), one a
// line.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>

#include "json/document.h"
#include "request.h"

namespace sb::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;

struct Options {
  int port = 0;
  std::string events;
  std::string queue_url;
  size_t connections = 1;
  double seconds = 5;
  size_t entries = 10;
  size_t requests = 1000000000;
  size_t messages = 0;
  size_t body_bytes = 200;
  size_t at_a_time = 10;
  std::string ids;
};

// Writes the 36 letters after each `mark` in a text, one a line; nothing where there is no file.
class IdLog {
 public:
  IdLog(const std::string& path, std::string_view mark) : mark_(mark) {
    if (!path.empty()) file_.open(path, std::ios::binary);
  }
  void note(std::string_view text, size_t count_max = SIZE_MAX) {
    if (!file_.is_open()) return;
    for (size_t at = text.find(mark_); at != std::string_view::npos && count_max > 0; --count_max) {
      file_ << text.substr(at + mark_.size(), kIdLength) << '\n';
      at = text.find(mark_, at + mark_.size());
    }
  }

 private:
  static constexpr size_t kIdLength = 36;
  const std::string_view mark_;
  std::ofstream file_;
};

// One connection that sends what it is given and hands each answer over; it asks for the next request then.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // The next request's bytes, which must stay until its answer; null: no more.
  using Next = std::function<const std::string*()>;
  using Answered = std::function<void(int status, const std::string& body)>;

  Connection(asio::io_context& context, tcp::endpoint server, Next next, Answered answered)
      : socket_(context),
        server_(std::move(server)),
        next_(std::move(next)),
        answered_(std::move(answered)) {}

  void start() {
    request_ = next_();
    if (request_ == nullptr) return close();
    connect();
  }

 private:
  void connect() {
    socket_.async_connect(server_, [self = shared_from_this()](boost::system::error_code error) {
      if (error) return self->fail(error);
      self->socket_.set_option(tcp::no_delay(true));
      self->write();
    });
  }

  void write() {
    asio::async_write(socket_, asio::buffer(*request_),
                      [self = shared_from_this()](boost::system::error_code error, size_t) {
                        error ? self->again(error) : self->read();
                      });
  }

  void read() {
    parser_.emplace();
    parser_->body_limit(64 * 1024 * 1024);
    http::async_read(socket_, buffer_, *parser_,
                     [self = shared_from_this()](boost::system::error_code error, size_t) {
                       error ? self->again(error) : self->answer();
                     });
  }

  void answer() {
    const auto& response = parser_->get();
    tried_ = 0;
    answered_(static_cast<int>(response.result_int()), response.body());
    const bool open = parser_->keep_alive();
    request_ = next_();
    if (request_ == nullptr) return close();
    if (open) return write();
    close();
    connect();
  }

  // Servers may close a connection between two requests; one request is tried twice.
  void again(boost::system::error_code error) {
    if (++tried_ > 1) return fail(error);
    close();
    buffer_.clear();
    connect();
  }

  void fail(boost::system::error_code error) {
    answered_(0, error.message());
    close();
  }

  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

  tcp::socket socket_;
  const tcp::endpoint server_;
  const Next next_;
  const Answered answered_;
  const std::string* request_ = nullptr;
  boost::beast::flat_buffer buffer_;
  std::optional<http::response_parser<http::string_body>> parser_;
  int tried_ = 0;
};

double milliseconds(Clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

double quantile(std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1, static_cast<size_t>(share * static_cast<double>(sorted.size())))];
}

tcp::endpoint server_of(const Options& options) {
  return {asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(options.port)};
}

std::string host_of(const Options& options) { return fmt::format("127.0.0.1:{}", options.port); }

// Sends these requests over and over until time or options.requests is up; each holds options.entries
// entries.
int repeat(const Options& options, const std::vector<std::string>& requests) {
  size_t sent = 0;
  size_t failed = 0;
  std::string failure;
  std::vector<double> latencies;
  IdLog acknowledged(options.ids, "\"EventId\":\"");
  asio::io_context context{1};
  const auto begin = Clock::now();
  const auto end =
      begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.seconds));
  for (size_t i = 0; i < options.connections; ++i) {
    auto started = std::make_shared<Clock::time_point>();
    std::make_shared<Connection>(
        context, server_of(options),
        [&, started]() -> const std::string* {
          *started = Clock::now();
          if (*started >= end || sent >= options.requests) return nullptr;
          return &requests[sent++ % requests.size()];
        },
        [&, started](int status, const std::string& body) {
          latencies.push_back(milliseconds(Clock::now() - *started));
          const bool whole =
              body.find("ErrorCode") == std::string::npos && body.find("\"Failed\"") == std::string::npos;
          if (status == 200) acknowledged.note(body);
          if (status == 200 && whole) return;
          ++failed;
          if (failure.empty()) failure = fmt::format("{} {}", status, body.substr(0, 300));
        })
        ->start();
  }
  context.run();
  const double seconds = milliseconds(Clock::now() - begin) / 1000;
  std::sort(latencies.begin(), latencies.end());
  const double rate = static_cast<double>(latencies.size()) / seconds;
  fmt::print("{}\n", json::to_text(json::Object{{"requests", latencies.size()},
                                                {"events", (latencies.size() - failed) * options.entries},
                                                {"failed", failed},
                                                {"failure", failure},
                                                {"seconds", seconds},
                                                {"requests_per_second", rate},
                                                {"p50_ms", quantile(latencies, 0.5)},
                                                {"p99_ms", quantile(latencies, 0.99)},
                                                {"max_ms", latencies.empty() ? 0 : latencies.back()}}));
  return failed == 0 ? 0 : 1;
}

int put(const Options& options) {
  std::ifstream file(options.events, std::ios::binary);
  const std::string ndjson{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> requests;
  for (const std::string& body : make_put_events_bodies(ndjson, options.entries))
    requests.push_back(make_request({}, host_of(options), "AWSEvents.PutEvents", body));
  if (!requests.empty()) return repeat(options, requests);
  std::fprintf(stderr, "cloud_load: %s holds no events\n", options.events.c_str());
  return 2;
}

int send(Options options) {
  json::Array entries;
  for (size_t i = 0; i < options.entries; ++i) {
    entries.push_back(
        json::Object{{"Id", fmt::format("{}", i)}, {"MessageBody", std::string(options.body_bytes, 'm')}});
  }
  options.requests = options.messages / options.entries;
  return repeat(options, {make_request({}, host_of(options), "AmazonSQS.SendMessageBatch",
                                       json::to_text(json::Object{{"QueueUrl", options.queue_url},
                                                                  {"Entries", std::move(entries)}}))});
}

// One receiver: receives ten at a time, deletes what came, until all have come or time is over.
class Receiver {
 public:
  // What all receivers of a run have done.
  struct Tally {
    size_t received = 0;
    size_t deleted = 0;
    std::vector<double> latencies;  // of ReceiveMessage calls that brought something, milliseconds
    IdLog ids;
  };

  Receiver(const Options& options, Tally& tally, Clock::time_point end)
      : options_(options), tally_(tally), end_(end) {
    receive_ = make_request({}, host_of(options), "AmazonSQS.ReceiveMessage",
                            json::to_text(json::Object{{"QueueUrl", options.queue_url},
                                                       {"MaxNumberOfMessages", options.at_a_time},
                                                       {"WaitTimeSeconds", 1}}));
  }

  const std::string* next() {
    asked_ = Clock::now();
    if (!delete_.empty()) return &delete_;
    if (tally_.deleted >= options_.messages || asked_ >= end_) return nullptr;
    return &receive_;
  }

  void answered(int status, const std::string& body) {
    if (status != 200) {
      std::fprintf(stderr, "cloud_load: %d %s\n", status, body.substr(0, 300).c_str());
      return delete_.clear();
    }
    if (!delete_.empty()) {
      tally_.deleted += in_hand_;
      return delete_.clear();
    }
    const auto answer = json::parse_document(body);
    const json::Array* messages =
        answer.ok() && answer->is_object() ? json::find_array(answer->get_object(), "Messages") : nullptr;
    if (messages == nullptr || messages->empty()) return;
    tally_.latencies.push_back(milliseconds(Clock::now() - asked_));
    in_hand_ = messages->size();
    tally_.received += in_hand_;
    json::Array entries;
    for (const json::Value& message : *messages) {
      tally_.ids.note(json::string_or_empty(message.as_object(), "Body"), 1);
      entries.push_back(json::Object{{"Id", fmt::format("{}", entries.size())},
                                     {"ReceiptHandle", message.as_object().at("ReceiptHandle")}});
    }
    delete_ =
        make_request({}, host_of(options_), "AmazonSQS.DeleteMessageBatch",
                     json::to_text(json::Object{{"QueueUrl", options_.queue_url}, {"Entries", entries}}));
  }

 private:
  const Options& options_;
  Tally& tally_;
  const Clock::time_point end_;
  std::string receive_;
  std::string delete_;
  size_t in_hand_ = 0;
  Clock::time_point asked_;
};

int drain(const Options& options) {
  Receiver::Tally tally{0, 0, {}, IdLog(options.ids, "\"id\":\"")};
  asio::io_context context{1};
  const auto begin = Clock::now();
  const auto end =
      begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.seconds));
  for (size_t i = 0; i < options.connections; ++i) {
    auto receiver = std::make_shared<Receiver>(options, tally, end);
    std::make_shared<Connection>(
        context, server_of(options), [receiver] { return receiver->next(); },
        [receiver](int status, const std::string& body) { receiver->answered(status, body); })
        ->start();
  }
  context.run();
  const double seconds = milliseconds(Clock::now() - begin) / 1000;
  std::sort(tally.latencies.begin(), tally.latencies.end());
  fmt::print("{}\n",
             json::to_text(json::Object{{"received", tally.received},
                                        {"deleted", tally.deleted},
                                        {"seconds", seconds},
                                        {"messages_per_second", static_cast<double>(tally.deleted) / seconds},
                                        {"p50_ms", quantile(tally.latencies, 0.5)},
                                        {"p99_ms", quantile(tally.latencies, 0.99)},
                                        {"max_ms", tally.latencies.empty() ? 0 : tally.latencies.back()}}));
  return tally.deleted >= options.messages ? 0 : 1;
}

}  // namespace
}  // namespace sb::bench

int main(int argc, char** argv) {
  sb::bench::Options options;
  CLI::App app{"Load for a local cloud"};
  app.require_subcommand(1);
  CLI::App* put = app.add_subcommand("put", "PutEvents as fast as they are answered");
  CLI::App* send = app.add_subcommand("send", "SendMessageBatch as fast as they are answered");
  CLI::App* drain = app.add_subcommand("drain", "ReceiveMessage and DeleteMessageBatch until all is taken");
  for (CLI::App* sub : {put, send, drain}) {
    sub->add_option("--port", options.port)->required();
    sub->add_option("--connections", options.connections);
    sub->add_option("--seconds", options.seconds);
  }
  for (CLI::App* sub : {send, drain}) {
    sub->add_option("--queue-url", options.queue_url)->required();
    sub->add_option("--messages", options.messages)->required();
  }
  put->add_option("--events", options.events)->required();
  put->add_option("--entries", options.entries);
  put->add_option("--requests", options.requests);
  send->add_option("--body-bytes", options.body_bytes);
  drain->add_option("--at-a-time", options.at_a_time);
  for (CLI::App* sub : {put, drain}) sub->add_option("--ids", options.ids);
  CLI11_PARSE(app, argc, argv);
  if (put->parsed()) return sb::bench::put(options);
  return send->parsed() ? sb::bench::send(options) : sb::bench::drain(options);
}
