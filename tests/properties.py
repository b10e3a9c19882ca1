"""How many examples a property is tried with."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

MORE = 40


def examples(count: int, *, shared_fixture: bool = False) -> settings:
    """So many examples in the suite, forty times as many in `make search`.

    shared_fixture: the test takes a fixture made once, and all its examples write into it.
    """
    searching = settings.get_current_profile_name() == "search"
    checks = [HealthCheck.function_scoped_fixture] if shared_fixture else []
    return settings(max_examples=count * (MORE if searching else 1), suppress_health_check=checks)
