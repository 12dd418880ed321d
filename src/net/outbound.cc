// SPDX-License-Identifier: Apache-2.0
#include "net/outbound.h"

#include <fmt/format.h>

#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "base/check.h"
#include "net/curl_parts.h"

namespace sb::net {
namespace {

constexpr int kPollMilliseconds = 1000;

struct CurlMultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

// One request and what libcurl needs of it while it is under way.
struct Transfer {
  OutboundRequest request;
  Outbound::Done done;
  CurlHandle handle;
  CurlList headers;
  CurlReceipt receipt;
  std::string origin;
  char reason[CURL_ERROR_SIZE] = "";
};

// The transfers to one origin.
struct Lane {
  size_t under_way = 0;
  std::deque<std::unique_ptr<Transfer>> waiting;
};

}  // namespace

// The thread and its transfers. Callbacks are posted to the loop and called only while `open`.
class Outbound::Courier : public std::enable_shared_from_this<Courier> {
 public:
  Courier(Loop& loop, Options given) : loop_(loop), options_(std::move(given)) {
    prepare_curl();
    multi_.reset(curl_multi_init());
    SB_CHECK(multi_ != nullptr);
  }

  void send(OutboundRequest request, Done done) {
    auto transfer = std::make_unique<Transfer>();
    const auto origin = parse_origin(request.url);
    transfer->origin = origin ? fmt::format("{}://{}:{}", origin->scheme, origin->host, origin->port) : "";
    transfer->request = std::move(request);
    transfer->done = std::move(done);
    {
      const std::lock_guard lock(mutex_);
      fresh_.push_back(std::move(transfer));
    }
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    curl_multi_wakeup(multi_.get());
  }

  void close() {
    open_ = false;
    stop_ = true;
    if (!thread_.joinable()) return;
    curl_multi_wakeup(multi_.get());
    thread_.join();
  }

 private:
  void run() {
    while (!stop_) {
      start_fresh();
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      if (finish_done()) continue;
      curl_multi_poll(multi_.get(), nullptr, 0, kPollMilliseconds, nullptr);
    }
    for (auto& [handle, transfer] : under_way_) curl_multi_remove_handle(multi_.get(), handle);
    under_way_.clear();
  }

  void start_fresh() {
    std::vector<std::unique_ptr<Transfer>> fresh;
    {
      const std::lock_guard lock(mutex_);
      fresh.swap(fresh_);
    }
    for (auto& transfer : fresh) {
      Lane& lane = lanes_[transfer->origin];
      lane.waiting.push_back(std::move(transfer));
      fill(lane);
    }
  }

  void fill(Lane& lane) {
    while (!lane.waiting.empty() && lane.under_way < options_.per_origin_max) {
      ++lane.under_way;
      start(std::move(lane.waiting.front()));
      lane.waiting.pop_front();
    }
  }

  void start(std::unique_ptr<Transfer> transfer) {
    transfer->handle.reset(curl_easy_init());
    SB_CHECK(transfer->handle != nullptr);
    CURL* handle = transfer->handle.get();
    const OutboundRequest& request = transfer->request;
    transfer->headers = make_curl_headers(request.headers, Expect::kDrop);
    transfer->receipt.body_bytes_max = options_.response_bytes_max;
    transfer->receipt.keep_body = request.keep_body;
    set_curl_request(handle, request.method, request.url, request.body, transfer->headers.get(),
                     transfer->receipt);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, options_.user_agent.c_str());
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer->reason);
    if (!options_.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_multi_add_handle(multi_.get(), handle);
    under_way_.emplace(handle, std::move(transfer));
  }

  // True when a transfer ended, and another may have started in its place.
  bool finish_done() {
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      any = true;
      const CURLcode code = message->data.result;
      auto node = under_way_.extract(message->easy_handle);
      curl_multi_remove_handle(multi_.get(), node.key());
      const std::string origin = node.mapped()->origin;
      finish(std::move(node.mapped()), code);
      Lane& lane = lanes_.at(origin);
      --lane.under_way;
      fill(lane);
      if (lane.under_way == 0) lanes_.erase(origin);
    }
    return any;
  }

  void finish(std::unique_ptr<Transfer> transfer, CURLcode code) {
    long status = 0;
    curl_easy_getinfo(transfer->handle.get(), CURLINFO_RESPONSE_CODE, &status);
    transfer->receipt.response.status = static_cast<int>(status);
    auto result =
        code == CURLE_OK
            ? base::Result<HttpResponse>(std::move(transfer->receipt.response))
            : base::Result<HttpResponse>(unreachable(transfer->request.url, code, transfer->reason));
    loop_.post([self = shared_from_this(), done = std::move(transfer->done), result = std::move(result)] {
      if (self->open_) done(result);
    });
  }

  Loop& loop_;
  const Options options_;
  std::unique_ptr<CURLM, CurlMultiDeleter> multi_;
  std::thread thread_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> open_{true};
  std::map<CURL*, std::unique_ptr<Transfer>> under_way_;  // the thread's own
  std::map<std::string, Lane> lanes_;                     // by origin; the thread's own
  std::mutex mutex_;
  std::vector<std::unique_ptr<Transfer>> fresh_;  // guarded by mutex_
};

Outbound::Outbound(Loop& loop, Options options)
    : courier_(std::make_shared<Courier>(loop, std::move(options))) {}

Outbound::~Outbound() { courier_->close(); }

void Outbound::send(OutboundRequest request, Done done) {
  courier_->send(std::move(request), std::move(done));
}

}  // namespace sb::net
