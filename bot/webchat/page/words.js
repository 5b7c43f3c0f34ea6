// Every sentence that the page itself says. What the bot says comes from the server.

export const WORDS = {
  who: { bot: "Trợ lý tự động", staff: "Cán bộ", you: "Anh/chị" },
  sending: "Đang gửi…",
  failed: "Chưa gửi được. Bấm để gửi lại",
  sendingFile: "Đang gửi tệp",
  fileTooBig: "Tệp lớn quá, bên mình chỉ nhận tới 20 MB. Anh/chị chọn tệp nhỏ hơn, hoặc chụp ảnh từng trang nhé.",
  lost: "Mất kết nối, đang thử lại…",
  choices: "Chọn câu trả lời",
  chosen: "đã chọn",
  file: "Tải tệp: ",
  today: "Hôm nay",
  yesterday: "Hôm qua",
  weekdays: ["Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"],
  left: (n) => `Còn ${n} ký tự.`,
  tooLong: (n) => `Dài quá ${n} ký tự. Anh/chị cắt bớt hoặc chia làm hai tin nhé.`,
  newVisitor: "Cuộc trò chuyện mới",
  cookies: (page) => `Trình duyệt đang chặn cookie nên khung này không chạy được. Anh/chị mở trang riêng: ${page}`,
  trouble: "Máy chủ đang bận. Anh/chị chờ một chút rồi bấm gửi lại nhé.",
};
