"""The library for asyncio code: what ``dhconsole.client`` offers, awaitable.

::

    async with await connect(port=10000) as session:
        trades = await session.open_table("trades")
        busy = await trades.where("Size > 1000")
        print(await busy.to_arrow())

Here is the implementation; the blocking classes submit to it.
"""

from dhconsole.client.aio.session import AsyncSession, connect
from dhconsole.client.aio.table import AsyncInputTable, AsyncQuery, AsyncTable

__all__ = ["AsyncInputTable", "AsyncQuery", "AsyncSession", "AsyncTable", "connect"]
