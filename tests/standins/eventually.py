"""Waits for what happens in another task or process."""

import asyncio
from collections.abc import Callable


async def until(is_true: Callable[[], bool], timeout: float = 20) -> None:  # noqa: ASYNC109 - the complaint tells it
    """Lets others work until something is true; a TimeoutError when it does not come true."""
    deadline = asyncio.get_running_loop().time() + timeout
    while not is_true():
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"not true within {timeout} s")
        await asyncio.sleep(0.001)
