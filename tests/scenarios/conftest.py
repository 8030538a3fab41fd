"""The offices that these tests work in."""

from tests.command_line.offices import desk, json_file, signed, signed_template, template
from tests.scenarios.inside import hands

__all__ = ["desk", "hands", "json_file", "signed", "signed_template", "template"]
