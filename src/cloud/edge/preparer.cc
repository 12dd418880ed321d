// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/preparer.h"

#include "base/digest.h"
#include "cloud/edge/ask.h"

namespace sb::cloud::edge {

Preparation prepare(const net::HttpRequest& request, const LookAhead& look_ahead) {
  Preparation out;
  out.body_sha256 = base::hex(base::sha256(request.body));
  if (!net::find_header(request.headers, "X-Amz-Target")) return out;
  std::optional<service::Fault> fault;
  const Ask ask = read_ask(request, fault);
  if (fault) return out;
  out.input = decode_json(request.body);
  if (out.input->ok()) out.findings = look_ahead(ask.service, ask.operation, **out.input);
  return out;
}

Preparer::~Preparer() {
  *alive_ = false;
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Preparer::prepare_apart(net::HttpRequest request, Done done) {
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  auto work = std::make_unique<Work>(Work{std::move(request), std::move(done), {}});
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
  }
  changed_.notify_one();
}

void Preparer::run() {
  for (;;) {
    std::vector<std::unique_ptr<Work>> batch;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
      if (stop_) return;
      batch.swap(waiting_);
    }
    for (std::unique_ptr<Work>& work : batch) {
      work->preparation = prepare(work->request, look_ahead_);
      post_([alive = alive_, work = std::shared_ptr<Work>(std::move(work))] {
        if (*alive) work->done(std::move(work->request), std::move(work->preparation));
      });
    }
  }
}

}  // namespace sb::cloud::edge
