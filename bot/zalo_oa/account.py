"""The account's client and what the house does for it, put together from the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.settings import OnOff, Settings
from bot.zalo_oa.api import ZaloApi
from bot.zalo_oa.oauth import PERMISSION, ZaloOAuth
from handlers.zalo.room import AccountSettings, ZaloRoom
from handlers.zalo.tokens import Authority
from handlers.zalo.wire import Wire

MakeRoom = Callable[[Authority, Wire, AccountSettings], ZaloRoom]


@dataclass(frozen=True, slots=True)
class ZaloAccount:
    """`api` has to be open while the room sends or renews its tokens."""

    api: ZaloApi
    room: ZaloRoom


def zalo_account(settings: Settings, make_room: MakeRoom) -> ZaloAccount | None:
    """None when the channel is off."""
    if not settings.has_zalo_oa:
        return None
    secret = settings.zalo_app_secret.get_secret_value()
    api = ZaloApi(settings.zalo_api_url, settings.zalo_business_api_url, secret)
    oauth = ZaloOAuth(settings.zalo_oauth_url, settings.zalo_app_id, secret, api)
    account = AccountSettings(
        app_id=settings.zalo_app_id,
        oa_id=settings.zalo_oa_id,
        permission_url=settings.zalo_oauth_url.rstrip("/") + PERMISSION,
        callback_url=settings.zalo_callback_url,
        has_buttons=settings.zalo_buttons is OnOff.ON,
        most_billed=settings.zalo_max_billed_per_month,
        zone=ZoneInfo(settings.timezone),
    )
    return ZaloAccount(api, make_room(oauth, api, account))
