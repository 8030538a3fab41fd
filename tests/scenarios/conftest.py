"""The offices that these tests work in."""

from tests.command_line.offices import desk, json_file, signed, signed_template, template

__all__ = ["desk", "json_file", "signed", "signed_template", "template"]
