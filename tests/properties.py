"""How many examples a property is tried with."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

MORE = 40


def examples(count: int, *, searching: int | None = None, shared_fixture: bool = False) -> settings:
    """So many examples in the suite, forty times as many in `make search`, or `searching`.

    shared_fixture: the test takes a fixture made once, and all its examples write into it.
    """
    long = settings.get_current_profile_name() == "search"
    found = (searching or count * MORE) if long else count
    checks = [HealthCheck.function_scoped_fixture] if shared_fixture else []
    return settings(max_examples=found, suppress_health_check=checks)
