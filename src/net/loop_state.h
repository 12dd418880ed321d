// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "net/loop.h"

namespace sb::net {

// The part of Loop that knows Boost.Asio; for the .cc files of this folder only.
struct Loop::State {
  boost::asio::io_context context{1};
};

}  // namespace sb::net
