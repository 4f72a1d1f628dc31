"""What holds for all tests."""

import os

from hypothesis import settings

# The same examples in every run, so that a red test is about the change and not about luck.
# HYPOTHESIS_PROFILE=searching looks for new ones.
settings.register_profile("steady", derandomize=True)
settings.register_profile("searching", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
