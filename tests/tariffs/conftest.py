"""What the tests of the law may ask for beside what all may."""

import pytest

from tests.pattern import spring_2025


@pytest.fixture(scope="module")
def made(standing):
    """The law of the spring of 2025, for the `world` of a file that builds nothing else."""
    return spring_2025()
