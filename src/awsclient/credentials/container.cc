// SPDX-License-Identifier: Apache-2.0
#include "awsclient/credentials/container.h"

#include <fmt/format.h>

#include "awsclient/credentials/answer.h"
#include "base/file.h"
#include "base/text.h"

namespace sb::awsclient::credentials {
namespace {

constexpr char kRelative[] = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr char kFull[] = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr char kTokenFile[] = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
constexpr char kToken[] = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
constexpr char kRelativeHost[] = "http://169.254.170.2";
constexpr Patience kPatience{3, base::Milliseconds{1000}};
constexpr base::Milliseconds kTimeout{2000};

bool may_be_asked(const std::string& url, const net::Origin& origin) {
  const std::string_view authority = std::string_view(url).substr(0, url.find_first_of("/?#", 8));
  if (authority.find('@') != std::string_view::npos) return false;
  return origin.scheme == "https" || net::is_loopback_host(origin.host) || origin.host == "169.254.170.2" ||
         origin.host == "169.254.170.23" || base::equals_ignore_case(origin.host, "[fd00:ec2::23]");
}

class ContainerProvider final : public CredentialProvider {
 public:
  explicit ContainerProvider(const Surroundings& surroundings) : surroundings_(surroundings) {}
  std::string name() const override { return "the container's endpoint"; }

  base::Result<Found> find() override {
    const auto url = find_url();
    if (!url) return url.error();
    if (url->empty()) return Found(Nothing{fmt::format("neither {} nor {} is set", kRelative, kFull)});
    auto request = make_request(*url);
    if (!request) return request.error();
    const auto response = fetch(surroundings_, *request, kPatience);
    if (!response) return response.error();
    const std::string who = fmt::format("the container's endpoint {}", url->substr(0, url->find('?')));
    if (response->status != 200)
      return base::Error{"ContainerRefused", fmt::format("{} {}", who, describe(*response)), ""};
    const auto object = read_object(response->body, who);
    if (!object) return object.error();
    auto credentials = read_credentials(*object, "Token", Temporary::kYes, who);
    if (!credentials) return credentials.error();
    return Found(std::move(*credentials));
  }

 private:
  base::Result<std::string> find_url() const {
    if (const std::string relative = surroundings_.variable(kRelative); !relative.empty()) {
      if (relative.starts_with('/')) return kRelativeHost + relative;
      return base::Error{"BadSetting", fmt::format("{} must begin with '/'", kRelative), ""};
    }
    const std::string full = surroundings_.variable(kFull);
    if (full.empty()) return full;
    const auto origin = net::parse_origin(full);
    if (origin && may_be_asked(full, *origin)) return full;
    return base::Error{
        "BadSetting",
        origin ? fmt::format("{}: credentials are not fetched from '{}' by {}", kFull, origin->host,
                             origin->scheme)
               : fmt::format("{} is no http or https address", kFull),
        "any host by https; by http only loopback, 169.254.170.2, 169.254.170.23 and [fd00:ec2::23]"};
  }

  base::Result<net::ClientRequest> make_request(const std::string& url) const {
    net::ClientRequest out{"GET", url, {}, "", std::nullopt, kTimeout, url.starts_with("http:")};
    const auto token = read_token();
    if (!token) return token.error();
    if (!token->empty()) out.headers.emplace_back("Authorization", token->reveal());
    return out;
  }

  base::Result<base::Secret> read_token() const {
    std::string token = surroundings_.variable(kToken);
    const std::string path = surroundings_.variable(kTokenFile);
    if (!path.empty()) {
      const auto text = base::read_file_if_any(path);
      if (!text)
        return base::Error{"BadSetting", fmt::format("{}: {}", kTokenFile, text.error().message), ""};
      if (!*text)
        return base::Error{"BadSetting", fmt::format("{}: there is no file {}", kTokenFile, path), ""};
      token = base::trim(**text);
    }
    if (token.find_first_of("\r\n") == std::string::npos) return base::Secret(std::move(token));
    return base::Error{
        "BadSetting",
        fmt::format("{} holds a line break, which no header can", path.empty() ? kToken : kTokenFile), ""};
  }

  const Surroundings& surroundings_;
};

}  // namespace

ProviderPtr make_container_provider(const Surroundings& surroundings) {
  return std::make_unique<ContainerProvider>(surroundings);
}

}  // namespace sb::awsclient::credentials
