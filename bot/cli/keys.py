"""`rotate-keys`: seals everything anew under the newest key."""

import argparse
import sys

from bot.openers import AlreadyRunning, open_rotation
from bot.settings import Settings


async def rotate_keys(_options: argparse.Namespace, settings: Settings) -> int:
    if not settings.previous_keys:
        print(
            "Chưa có SECRET_KEY_PREVIOUS: đặt khóa mới vào SECRET_KEY, khóa đang bỏ vào SECRET_KEY_PREVIOUS, "
            "khởi động lại mọi tiến trình, rồi chạy lệnh này.",
            file=sys.stderr,
        )
        return 1
    broken = 0
    try:
        async with open_rotation(settings) as rotation:
            async for step in rotation.run():
                if step.is_done or step.renewed:
                    end = "xong" if step.is_done else "đang làm"
                    print(f"{step.column}: {step.renewed} dòng, {end}", flush=True)
                broken += step.broken if step.is_done else 0
            waiting = await rotation.waiting()
    except AlreadyRunning:
        print("Một tiến trình khác đang dùng cơ sở dữ liệu này. Dừng nó trước.", file=sys.stderr)
        return 1
    if broken:
        print(f"{broken} dòng không khóa nào mở được: thiếu một khóa cũ trong SECRET_KEY_PREVIOUS?")
        return 1
    if waiting:
        print(f"Còn {waiting} tin đang trên đường theo khóa cũ: chạy lại lệnh này sau ít phút.")
        return 0
    print(
        "Mọi dòng đã theo khóa mới: bỏ SECRET_KEY_PREVIOUS được, khi mọi tiến trình đã chạy với khóa mới. "
        "Bản sao lưu làm trước lúc này vẫn cần khóa cũ."
    )
    return 0
