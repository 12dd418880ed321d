# SPDX-License-Identifier: Apache-2.0
"""What a client's model has no name for yet, as Operation or Operation.Member.Member."""


def lacking(model, ask):
    """All of a call, and of the answer expected, that a botocore model has no name for."""
    name = ask["operation"]
    if name not in model.operation_names:
        return [name]
    operation = model.operation_model(name)
    found = []
    for path in sorted(paths(ask["input"]) | paths(ask.get("expects"))):
        if not any(_knows(shape, path) for shape in (operation.input_shape, operation.output_shape)):
            found.append(".".join((name, *path)))
    return found


def paths(value, above=()):
    """The members that a value of the table has, as paths; lists and placeholders are looked through."""
    if isinstance(value, list):
        return set().union(*(paths(one, above) for one in value))
    if not isinstance(value, dict):
        return set()
    found = set()
    for name, member in value.items():
        if name in ("$has", "$only", "$contains", "$unordered"):
            found |= paths(member, above)
        elif name == "$each":
            found |= paths(member[1], above)
        elif not name.startswith("$"):
            found |= {(*above, name)} | paths(member, (*above, name))
    return found


def _knows(shape, path):
    for name in path:
        while shape is not None and shape.type_name == "list":
            shape = shape.member
        if shape is None or shape.type_name != "structure":
            return shape is not None  # a map or a text: its names are the caller's own
        if name not in shape.members:
            return False
        shape = shape.members[name]
    return True
