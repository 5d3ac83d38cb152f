"""How the property tests search.

The check that gates a change asks the same examples each time, so that its answer depends on the change alone. The
search for new ones is a command of its own: `make fuzz` draws many more at random, and what it finds becomes an
example of the test.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("check", derandomize=True, deadline=None)
settings.register_profile(
    "search", max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "check"))
