# SPDX-License-Identifier: Apache-2.0
"""Which account, region and address a stack goes to: flags, environment, profiles."""

from harness import statements


def test_apply_works_in_the_region_it_is_given_and_leaves_others_alone(full, cloud):
    full.where.append("--region=eu-west-1")
    full.applied()
    assert cloud.rules() == {} and cloud.topics() == {} and cloud.queues() == {}
    assert set(cloud.rules(region="eu-west-1")) == {"contact-center-support-ended", "contact-center-billing-ended"}
    queue = cloud.queues(region="eu-west-1")["billing-ended"]
    assert queue["QueueArn"] == "arn:aws:sqs:eu-west-1:000000000000:billing-ended"
    assert ":eu-west-1:" in statements(queue["Policy"])[0]["Condition"]["ArnLike"]["aws:SourceArn"]


def test_a_whole_stack_can_be_applied_with_keys_and_addresses_in_place_of_local(full, cloud):
    full.where = ["--endpoint-url", cloud.url, "--genesys-url", cloud.url, "--region", "us-east-1"]
    full.env = {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "GENESYS_CLOUD_CLIENT_ID": "local",
        "GENESYS_CLOUD_CLIENT_SECRET": "local",
    }
    full.applied()
    assert full.verify().code == 0
    full.where = []
    full.env |= {"AWS_ENDPOINT_URL": cloud.url, "GENESYS_CLOUD_URL": cloud.url, "AWS_REGION": "us-east-1"}
    assert full.plan("--detailed-exitcode").code == 0
    full.destroyed()


def test_each_service_may_have_an_address_of_its_own(full, cloud):
    full.where = ["--region", "us-east-1"]
    keys = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
    genesys = {"GENESYS_CLIENT_ID": "local", "GENESYS_CLIENT_SECRET": "local", "GENESYS_CLOUD_URL": cloud.url}
    services = {f"AWS_ENDPOINT_URL_{name}": cloud.url for name in ("EVENTBRIDGE", "SNS", "SQS", "STS")}
    full.env = {**keys, **genesys, **services, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    full.applied()
    assert full.verify().code == 0


def test_the_region_is_the_flags_then_the_specs_then_the_environments(stack, cloud):
    spec = "stack: s\n{}routes:\n  one: {{ events: [conversationCreated], to: [{{ sqs: a }}] }}\n"
    stack.env = {"AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "eu-west-3"}
    stack.write(spec.format("aws: { region: eu-central-1 }\n"))
    stack.where.append("--region=eu-west-1")
    stack.applied()
    stack.where.pop()
    stack.applied()
    stack.write(spec.format("")).applied()
    del stack.env["AWS_REGION"]
    stack.applied()
    for region in ("eu-west-1", "eu-central-1", "eu-west-2", "eu-west-3"):
        assert set(cloud.rules(region=region)) == {"s-one"}, region
    assert cloud.rules() == {}


def test_the_keys_may_stand_in_a_profile(full, cloud, switchboard):
    folder = switchboard.folder / ".aws"
    folder.mkdir()
    (folder / "credentials").write_text("[desk]\naws_access_key_id = 123456789012\naws_secret_access_key = local\n")
    (folder / "config").write_text("[profile desk]\nregion = eu-central-1\n")
    full.where = ["--endpoint-url", cloud.url, "--genesys-url", cloud.url, "--profile", "desk"]
    full.env = {"GENESYS_CLIENT_ID": "local", "GENESYS_CLIENT_SECRET": "local"}
    full.applied()
    assert set(cloud.queues("123456789012", "eu-central-1")) == {
        "billing-ended",
        "support-worker",
        "support-loud",
        "contact-center-dead-letter",
    }
