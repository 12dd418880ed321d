// SPDX-License-Identifier: Apache-2.0
#include "net/loop.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/loop_state.h"

namespace sb::net {

class Loop::Timer {
 public:
  explicit Timer(boost::asio::io_context& context) : timer(context) {}
  boost::asio::steady_timer timer;
};

Loop::Loop() : state_(std::make_unique<State>()) {}
Loop::~Loop() = default;

void Loop::run() {
  {
    const auto guard = boost::asio::make_work_guard(state_->context);
    state_->context.run();
  }
  state_->context.restart();
}

void Loop::stop() { state_->context.stop(); }

void Loop::post(std::function<void()> work) { boost::asio::post(state_->context, std::move(work)); }

std::shared_ptr<Loop::Timer> Loop::call_after(base::Milliseconds delay, std::function<void()> work) {
  auto handle = std::make_shared<Timer>(state_->context);
  handle->timer.expires_after(delay);
  handle->timer.async_wait([work = std::move(work)](const boost::system::error_code& error) {
    if (!error) work();
  });
  return handle;
}

}  // namespace sb::net
