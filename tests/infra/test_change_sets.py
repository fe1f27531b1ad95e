"""Tests that change sets are shown before they run, and that parameters are kept."""

import json

import boto3
import pytest
from moto import mock_aws

from infra.deploy import change_sets
from infra.deploy.change_sets import DeployRefused, Stack

NAMES = frozenset({"Secret", "Provider"})


def template(*queues):
    return {
        "TemplateBody": json.dumps(
            {
                "Parameters": {
                    "Secret": {"Type": "String", "Default": "", "NoEcho": True},
                    "Provider": {"Type": "String", "Default": "kvs"},
                },
                "Resources": {
                    queue: {
                        "Type": "AWS::SQS::Queue",
                        "Properties": {"QueueName": {"Ref": "Provider"}},
                    }
                    for queue in queues
                },
            }
        )
    }


def stack(*queues):
    return Stack("sample", template(*queues), NAMES)


@pytest.fixture
def stacks():
    with mock_aws():
        yield boto3.client("cloudformation", region_name="us-east-1")


def agree(_change_set):
    return True


def values(stacks):
    parameters = stacks.describe_stacks(StackName="sample")["Stacks"][0]["Parameters"]
    return {each["ParameterKey"]: each["ParameterValue"] for each in parameters}


def test_a_new_stack_is_made_from_its_change_set(stacks):
    proposals = []
    change_sets.apply(
        stacks, stack("One"), {"Provider": "coturn"}, lambda each: proposals.append(each) or True
    )
    assert proposals[0].creates
    assert "AWS::SQS::Queue" in proposals[0].lines()[0]
    assert values(stacks)["Provider"] == "coturn"


def test_a_parameter_that_is_not_given_again_keeps_its_value(stacks):
    change_sets.apply(stacks, stack("One"), {"Provider": "coturn", "Secret": "s3cret"}, agree)
    change_sets.apply(stacks, stack("One", "Two"), {"Provider": "static"}, agree)
    assert values(stacks)["Provider"] == "static"
    (secret,) = [
        each
        for each in stacks.describe_stacks(StackName="sample")["Stacks"][0]["Parameters"]
        if each["ParameterKey"] == "Secret"
    ]
    assert secret["ParameterValue"] in {"s3cret", "****"}


def test_a_refused_change_set_changes_nothing(stacks):
    with pytest.raises(DeployRefused, match="left as it is"):
        change_sets.apply(stacks, stack("One"), {}, lambda _change_set: False)
    assert change_sets.status(stacks, "sample") in {None, "DELETE_COMPLETE"}
