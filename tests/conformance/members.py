# SPDX-License-Identifier: Apache-2.0
"""What a botocore model of some age does not know yet."""


def lacking(model, ask):
    """The first thing of a call, or of the answer expected, that the model has no name for; None when it has all."""
    if ask["operation"] not in model.operation_names:
        return ask["operation"]
    operation = model.operation_model(ask["operation"])
    return _unknown(operation.input_shape, ask["input"]) or _unknown(operation.output_shape, ask.get("expects"))


def _unknown(shape, value):
    if shape is None or value is None:
        return None
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, member in value.items():
            if name == "$has" or name == "$only":
                found = _unknown(shape, member)
            elif name.startswith("$"):
                continue
            elif name not in shape.members:
                return f"{shape.name}.{name}"
            else:
                found = _unknown(shape.members[name], member)
            if found:
                return found
    if shape.type_name == "list":
        return _unknown_of_list(shape, value)
    return None


def _unknown_of_list(shape, value):
    if isinstance(value, dict):
        value = next((value[key] for key in ("$unordered", "$contains") if key in value), [])
    if not isinstance(value, list):
        return None
    return next((found for found in (_unknown(shape.member, one) for one in value) if found), None)
