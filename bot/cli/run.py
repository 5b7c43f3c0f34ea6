"""`run`: the service until it is told to stop."""

import argparse
import gc
import sys

from bot.app import AlreadyRunning, KnowledgeError, open_house
from bot.clock import SystemClock
from bot.logs import set_up_logs
from bot.service import Service
from bot.settings import Settings


async def run(_options: argparse.Namespace, settings: Settings) -> int:
    set_up_logs(settings.log_level)
    clock = SystemClock()
    try:
        async with open_house(settings, clock) as house:
            account = await house.desk.staff.first_admin(clock.now())
            base = settings.public_url or f"http://{settings.host}:{settings.port}"
            print(f"Trò chuyện:  {base}/")
            print(f"Cán bộ:      {base}/console")
            if account is not None:
                print(
                    f"Tài khoản cán bộ đầu tiên: {account.name}   mật khẩu (chỉ hiện một lần): {account.password}"
                )
            print("Dừng bằng Ctrl-C.", flush=True)
            gc.collect()
            gc.freeze()  # what was read stays: to look through all of it again stops everybody for a while
            await Service(house).run()
    except AlreadyRunning:
        print(
            "Một tiến trình khác đang dùng cơ sở dữ liệu này. Dừng nó trước, hoặc đổi DATA_DIR.",
            file=sys.stderr,
        )
        return 1
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        where = f"{settings.host}:{settings.port} hoặc {settings.data_dir}"
        print(f"Không mở được {where}: {error.strerror}", file=sys.stderr)
        return 1
    return 0
