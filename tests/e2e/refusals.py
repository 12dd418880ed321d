# SPDX-License-Identifier: Apache-2.0
"""How boto3 shows an error of AWS."""

import pytest


def refused(call, **parameters):
    """Code and message of the error that `call`, a client's method, must answer with."""
    with pytest.raises(call.__self__.exceptions.ClientError) as error:
        call(**parameters)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def invalid(what):
    """SNS's InvalidParameter."""
    return "InvalidParameter", f"Invalid parameter: {what}"
