# SPDX-License-Identifier: Apache-2.0
"""The account and the organisation that a spec is for: any other is refused before anything is written."""

import pytest

SPEC = """
stack: s
genesys: {{ {genesys} }}
aws: {{ {aws} }}
routes:
  one: {{ events: [conversation.end], queues: [Billing], to: [{{ sqs: a }}] }}
"""
ORGANIZATION = "122be111-0193-43aa-aadd-167d922a59af"


@pytest.fixture
def real(stack, cloud, recording):
    """The local cloud in the place of the real ones: without --local, so that the account is guarded too."""
    stack.where = ["--endpoint-url", recording.url, "--genesys-url", recording.url, "--region", "us-east-1"]
    stack.env = {
        "AWS_ACCESS_KEY_ID": "123456789012",
        "AWS_SECRET_ACCESS_KEY": "local",
        "GENESYS_CLOUD_CLIENT_ID": "local",
        "GENESYS_CLOUD_CLIENT_SECRET": "local",
    }
    return stack


def write(stack, genesys="", aws=""):
    return stack.write(SPEC.format(genesys=genesys, aws=aws))


def test_another_account_is_refused_before_the_first_write(real, recording):
    write(real, aws='account: "999999999999"')
    for verb in (real.plan, real.apply, real.destroy, real.verify):
        ran = verb()
        assert ran.code == 1
        assert "error SB0213: signed in to the AWS account 123456789012, the spec is for 999999999999" in ran.err
    assert recording.mutating() == []


def test_another_organisation_is_refused_before_the_first_write(real, recording):
    write(real).applied()
    write(real, genesys="organization: another")
    before = len(recording.mutating())
    for verb in (real.plan, real.apply, real.destroy, real.verify):
        ran = verb()
        assert ran.code == 1
        signed_in = f"signed in to the Genesys Cloud organisation 'Local Contact Center' ({ORGANIZATION})"
        assert f"error SB0212: {signed_in}, the spec is for 'another'" in ran.err
    assert len(recording.mutating()) == before


EVENT = '{"source": "genesys.cloud", "detail-type": "conversation.end", "detail": {}}'


@pytest.mark.parametrize("words", [["--route", "one"], ["--event", "conversation.end"], ["-"]])
def test_events_are_sent_to_the_account_of_the_spec_alone_and_in_its_region(real, switchboard, recording, words):
    where = ["--endpoint-url", recording.url, "--genesys-url", recording.url]

    def send(account):
        write(real, aws=f'account: "{account}", region: us-east-1')
        return switchboard("send", "-f", real.file, *words, *where, env=real.env, stdin=EVENT)

    refused = send("999999999999")
    assert refused.code == 1 and refused.out == "" and "SB0213" in refused.err
    assert "PutEvents" not in recording.calls
    sent = send("123456789012")
    assert sent.code == 0 and "1 of 1 events sent" in sent.err


def test_a_queue_of_another_organisation_is_no_sample(real, switchboard, recording):
    write(real, genesys="organization: another")
    words = ["send", "-f", real.file, "--event", "conversation.end", "--queue", "Billing", *real.where]
    ran = switchboard(*words, env=real.env)
    assert ran.code == 1 and "SB0212" in ran.err and "PutEvents" not in recording.calls


def test_both_guards_speak_at_once(real):
    write(real, genesys="organization: another", aws='account: "999999999999"')
    err = real.apply().err
    assert "SB0212" in err and "SB0213" in err


@pytest.mark.parametrize("organization", [ORGANIZATION, "Local Contact Center"])
def test_the_account_and_organisation_of_the_spec_are_let_through(real, organization):
    write(real, genesys=f"organization: {organization}", aws='account: "123456789012"')
    real.applied()
    assert real.verify().code == 0
    real.destroyed()


def test_destroy_with_a_guard_needs_none_of_the_specs_queues(real):
    write(real, genesys=f"organization: {ORGANIZATION}").applied()
    text = SPEC.format(genesys=f"organization: {ORGANIZATION}", aws="").replace("Billing", "No Such Queue")
    real.write(text)
    assert real.plan().code == 1
    real.destroyed()
