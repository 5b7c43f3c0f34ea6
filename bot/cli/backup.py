"""`backup` and `restore`: a consistent copy while the service runs, and the way back while it does not."""

import argparse
import sys
from pathlib import Path

from bot.clock import SystemClock
from bot.openers import AlreadyRunning, BadBackup, InUse, open_installation, restored
from bot.settings import Settings
from handlers.backups import back_up_to


def absolute_path(text: str) -> Path:
    return Path(text).absolute()


async def backup(options: argparse.Namespace, settings: Settings) -> int:
    target: Path = options.file
    print("Đang chép cơ sở dữ liệu và tệp; bot vẫn chạy được trong lúc này …", flush=True)
    try:
        async with open_installation(settings) as installation:
            summary = await back_up_to(installation, target, SystemClock().now(), options.replace)
    except FileExistsError:
        print(f"{target} đã có. Chọn tên khác, hoặc thêm --replace.", file=sys.stderr)
        return 1
    print(f"Xong: {target} ({summary.size / 1_000_000:.1f} MB, {summary.rows} dòng, {summary.files} tệp).")
    print(
        f"Khóa của từng người nằm riêng ở {target.parent / 'person-keys.json'}: chỉ giữ bản mới nhất của tệp này."
    )
    print("SECRET_KEY không nằm trong bản sao. Giữ nó ở chỗ khác: không có nó thì không mở được gì.")
    return 0


async def restore(options: argparse.Namespace, settings: Settings) -> int:
    source: Path = options.file
    if not options.yes:
        print(
            "Lệnh này thay toàn bộ dữ liệu đang có bằng bản sao. Dừng bot, rồi chạy lại với --yes.",
            file=sys.stderr,
        )
        return 1
    print("Đang kiểm tra và đặt lại bản sao …", flush=True)
    try:
        summary, settled = await restored(settings, source, SystemClock().now())
    except BadBackup as error:
        print(f"Không dùng được bản sao này ({error}). Dữ liệu đang có vẫn nguyên.", file=sys.stderr)
        return 1
    except (AlreadyRunning, InUse):
        print("Bot đang chạy trên cơ sở dữ liệu này. Dừng mọi tiến trình rồi chạy lại.", file=sys.stderr)
        return 1
    print(f"Xong: {summary.rows} dòng, {summary.files} tệp, chép lúc {summary.manifest.made_at}.")
    if settled.held_broadcasts:
        print(
            f"{settled.held_broadcasts} tin gửi nhiều người đang tạm dừng. Xem lại từng tin rồi bấm chạy tiếp."
        )
    if summary.missing_keys:
        print(f"{summary.missing_keys} khóa đã hủy sau khi chép: dữ liệu theo các khóa đó không mở lại được.")
    if settled.erased:
        print(f"{settled.erased} người đã xóa dữ liệu sau khi chép, nay được xóa lại.")
    print("Zalo Official Account phải cấp quyền lại ở /console/zalo nếu mã trong bản sao đã được đổi.")
    return 0
