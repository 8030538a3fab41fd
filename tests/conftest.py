"""Windows are drawn off the screen, so that the tests need no display."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
