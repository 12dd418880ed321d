// SPDX-License-Identifier: Apache-2.0
// The bound of the local cloud's PutEvents: the same HTTP server, which checks the signature and appends the
// body to a file, answering after an fsync that all bodies of the moment share. No decoding, no matching, no
// delivery.
//   bare_server FILE    prints its port
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

#include "aws/sigv4.h"
#include "net/http_server.h"

namespace sb::bench {
namespace {

// Appends on a thread of its own, in groups; calls back on the loop.
class Log {
 public:
  Log(net::Loop& loop, const char* path)
      : loop_(loop), file_(::open(path, O_WRONLY | O_CREAT | O_APPEND, 0600)), thread_([this] { run(); }) {}
  ~Log() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
    ::close(file_);
  }

  void append(std::string body, std::function<void()> done) {
    {
      const std::lock_guard lock(mutex_);
      bytes_ += body;
      waiting_.push_back(std::move(done));
    }
    changed_.notify_all();
  }

 private:
  void run() {
    for (;;) {
      std::string bytes;
      std::vector<std::function<void()>> waiting;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        bytes.swap(bytes_);
        waiting.swap(waiting_);
      }
      for (size_t at = 0; at < bytes.size();) {
        const ssize_t written = ::write(file_, bytes.data() + at, bytes.size() - at);
        if (written < 0) std::abort();
        at += static_cast<size_t>(written);
      }
      if (::fdatasync(file_) != 0) std::abort();
      loop_.post([waiting = std::move(waiting)] {
        for (const auto& done : waiting) done();
      });
    }
  }

  net::Loop& loop_;
  const int file_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string bytes_;                           // guarded by mutex_
  std::vector<std::function<void()>> waiting_;  // guarded by mutex_
  bool stop_ = false;                           // guarded by mutex_
  std::thread thread_;
};

bool is_signed(const net::HttpRequest& request, const base::Secret& secret) {
  const auto header = net::find_header(request.headers, "Authorization");
  const auto date = net::find_header(request.headers, "X-Amz-Date");
  const auto authorization = aws::parse_authorization(header.value_or(""));
  return date && authorization.ok() &&
         aws::verify({request.method, request.target, &request.headers, request.body}, *authorization, *date,
                     secret);
}

int serve(const char* path) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  net::Loop loop;
  Log log(loop, path);
  const base::Secret secret("local");
  net::HttpServer server(loop, {}, [&](net::HttpRequest request, net::HttpServer::Respond respond) {
    if (!is_signed(request, secret)) return respond({403, {}, "bad signature\n"});
    log.append(std::move(request.body), [respond] {
      respond(
          {200, {{"Content-Type", "application/x-amz-json-1.1"}}, R"({"FailedEntryCount":0,"Entries":[]})"});
    });
  });
  const auto port = server.listen("127.0.0.1", 0);
  if (!port) return 1;
  fmt::print("{}\n", *port);
  std::fflush(stdout);
  std::thread waiter([&] {
    int signal = 0;
    sigwait(&signals, &signal);
    loop.stop();
  });
  loop.run();
  waiter.join();
  server.close();
  return 0;
}

}  // namespace
}  // namespace sb::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: bare_server FILE\n");
    return 64;
  }
  return sb::bench::serve(argv[1]);
}
