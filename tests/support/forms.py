"""Replies that fit the fields of forms, as people type them."""

from knowledge.forms.model import FieldKind, FormField

_BY_KIND = {
    FieldKind.TEXT: "bánh tráng phơi sương",
    FieldKind.MONEY: "300tr",
    FieldKind.PHONE: "0912 345 678",
    FieldKind.TAX_CODE: "0100233488",
    FieldKind.COUNT: "3 người",
    FieldKind.PERCENT: "70%",
    FieldKind.YES_NO: "có",
}
_OF_DAYS = {"any": "15/3/2026", "past": "tháng 3/2025", "future": "tháng 3/2027"}


def reply_to(field: FormField) -> str:
    """A reply that the field takes; a word that passes on for files, which cannot be typed."""
    if field.kind is FieldKind.PLACE:
        return "xã Tây Hòa" if field.within else "xã Tây Hòa, Phú Yên"
    if field.kind is FieldKind.DATE:
        return _OF_DAYS[field.days.value]
    if field.kind is FieldKind.CHOICE:
        return next(iter(field.choices.values())).label
    return _BY_KIND.get(field.kind, "bỏ qua")
