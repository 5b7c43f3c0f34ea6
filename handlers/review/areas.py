"""Who gets a new application: by where the facility is."""

from storage.store import Store


async def officer_for(store: Store, province: str, commune: str) -> int | None:
    """The member of staff for a place, by id of the province and name of the commune; None when nobody is."""
    return await store.areas.officer_for(province, commune)
