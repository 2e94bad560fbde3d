"""The turns of phrase by which sheets say what a length of time is for, and what it counts from.

Patterns only. Each was met in published sheets; what they do not know stays undecided, which is the safe side.
"""

import re

from tthc_engine.domain.time_limit import Unit


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?"
_UNIT = r"ngày[ ]làm[ ]việc|giờ[ ]làm[ ]việc|giờ[ ]hành[ ]chính|tháng|tuần|ngày|giờ|phút|năm"
LENGTH = _any(
    rf"(?<![\w/.,:])(?:(?P<low>{NUMBER})[ ]*(?:-|–|đến|tới)[ ]*)?"
    rf"(?P<number>{NUMBER})\)?[ ]*(?:\([^()]{{1,40}}\)[ ]*)?(?P<unit>{_UNIT})(?![\w/])"
)
_ONES = "một|hai|ba|bốn|lăm|sáu|bảy|tám|chín|mươi|mười"
IN_WORDS = _any(rf"(?<!\w)(?:một|hai|ba|bốn|sáu|bảy|tám|chín|mười|nửa)(?:[ ](?:{_ONES}))*[ ](?:{_UNIT})(?!\w)")
AND = re.compile(r"[ ]*(?:và|cộng|\+)[ ]*")

_LENGTH_ALL_THE_SAME = r"sau|vòng|đủ|đến|tối thiểu|ít nhất"
NO_LENGTH_AFTER = _any(
    r"(?:ngày|tháng|thứ|từ|lúc|điều|khoản|mục|mẫu|số|phụ lục|tuổi|quý|hàng|hằng|" + _LENGTH_ALL_THE_SAME + r")[ ]*$"
)
"""A number after these is a date, an article or an hour of the day …"""
LENGTH_ALL_THE_SAME = _any(rf"(?:{_LENGTH_ALL_THE_SAME})[ ]*$")
"""… except days and months after these."""
HOUR_OF_THE_DAY = _any(r"[ ]*(?:\d|phút|\w?h\b)")

CLAUSE_ENDS = re.compile(
    "|".join(
        (
            r"\n+",
            ";",
            r"(?<=[^\W\d])\.(?=\s|$)",
            r"(?<=\))\.(?=\s|$)",
            r"\.(?=\s+\D)",
            r"(?<=[.;:)] )[-+*•](?=\s)",
            r"(?:^|\s)[a-zđ]\)(?=\s)",
            # a sentence whose full stop was forgotten
            r"(?<=[a-zà-ỹ]) (?=(?:Đối với|Trường hợp|Riêng|Thời hạn|Không quá) )",
        )
    )
)
OPEN_LIST = _any(r"(?:riêng )?(?:đối với|trường hợp|áp dụng)\b")
LIST_GOES_ON = re.compile(r"(?:các |vùng |đảo\b|đặc khu|hải đảo|biên giới|xã |khu vực )[^.]*")
IN_BRACKETS = _any(r"\((?:trong đó|bao gồm|gồm)[^()]*\)")
ANOTHER_IN_BRACKETS = re.compile(
    rf"(?P<one>.*?)\((?:hoặc )(?P<length>{NUMBER} (?:{_UNIT})) (?P<what>đối với [^()]{{3,120}})\)(?P<rest>.*)",
    re.IGNORECASE,
)
""""10 ngày (hoặc 7 ngày đối với nhà ở riêng lẻ) kể từ …" says two times."""
BROKEN_DOWN = _any(r"(?:trong đó|bao gồm)(?: như sau)?$")

LONGER_BEFORE = _any(
    r"(?:gia hạn|tăng|cộng|thêm|giảm)(?: (?!là |thì )[^\s,;:]+){0,5} ?$",
    "kéo dài",
    "rút ngắn",
)
LONGER_AFTER = _any("kéo dài", "rút ngắn")

INCOMPLETE = _any(
    "bổ sung",
    "hoàn thiện",
    "(?:không|chưa) (?:bảo|đảm) (?:đảm|bảo)",
    "(?:không|chưa) hợp lệ",
    "(?:không|chưa) (?:đầy )?đủ",
    "(?:không|chưa) đúng",
    "sai sót",
    "thiếu",
)
AMENDING_LAW = _any(r"sửa đổi, bổ sung (?:một số|tại|bởi|theo|khoản|điểm|năm|bằng)")
"""A law's title, not papers that are missing."""
ASKS = _any(
    "thông báo",
    "yêu cầu",
    "hướng dẫn",
    "trả lại",
    "trả hồ sơ",
    "đề nghị",
    "văn bản",
    "phản hồi",
    "từ chối",
    "trả lời",
)
DECIDED_OTHERWISE = re.compile(
    r"(?P<decided>\b(?:phải|có trách nhiệm|xem xét,?) (?:cấp|ban hành|ra quyết định|quyết định|phê duyệt|công nhận)"
    r"[^;:]{0,300}?),? (?:trường hợp|nếu) không (?:đủ điều kiện|đạt|cấp|đồng ý|phê duyệt|chấp thuận|công nhận).*",
    re.IGNORECASE,
)
"""The answer to who does not meet the conditions comes in the same time and is no asking for papers."""
COMPLETED = _any(
    "không (?:có )?(?:yêu cầu|phải) (?:sửa đổi|bổ sung)",
    "sau khi (?:đã )?(?:được )?bổ sung",
    "nhận (?:được )?hồ sơ (?:đã )?(?:sửa đổi|bổ sung)",
)

_PEOPLE = (
    r"(?:tổ chức|cá nhân|doanh nghiệp|thương nhân|nhà đầu tư|cơ quan chi trả|hai bên|thân nhân|công dân|học sinh"
    r"|người (?:nộp|yêu cầu|đề nghị|dân|lao động|sử dụng lao động)|sinh viên|học viên|thí sinh|cha mẹ|cha, mẹ|cơ sở"
    r"|viên|chủ \w+)"
)
NOT_THE_BODYS_BEFORE = _any(
    r"(?<!không )(?<!vượt )(?<!\w)(?:hết|quá|sau)(?: thời (?:hạn|gian))?(?: tối đa)? ?$",
    r"trước (?:ngày|khi|thời điểm)[^,;:]{0,80}$",
    r"(?:ít nhất|tối thiểu|hiệu lực|giá trị|có thời hạn|chậm nhất trước)[^,;:]{0,40}$",
    r"(?:khắc phục|lãi|vay|mức hỗ trợ)[^,;:]{0,40}$",
    r"thời hạn (?:xác minh|(?:tiếp )?nhận (?:hồ sơ|đơn))[^,;:]{0,120}$",
    r"(?<!nhận )đủ ?$",
    r"(?:niêm yết|công khai)[^,;]{0,220}$",
    r"(?:niêm yết|công khai)[^;:]{0,400} trong (?:thời gian|thời hạn)(?: tối thiểu)? ?$",
    r"hỗ trợ [^;]{0,120}trong thời gian ?$",
    r"gia hạn[^;]{0,60}nhưng không quá ?$",
    r"ký giấy [^;]{0,60}$",
    r"nộp (?:đơn|hồ sơ)[^,;:]{0,40}$",
    rf"{_PEOPLE}[^,;:]{{0,60}}(?:nộp|bổ sung|hoàn thiện|khắc phục|sửa đổi|gửi|chuẩn bị|lập)[^,;:]{{0,60}}$",
)
"""The applicant's time, a paper's validity, a notice on a wall: no limit of the body that decides."""
_MUST = r"(?:phải|có trách nhiệm) (?:\w+ ){0,2}(?:nộp|gửi|hồ sơ|bổ sung|hoàn t|khắc phục|sửa đổi|chi trả)"
NOT_THE_BODYS_AFTER = _any(
    r"^[^;:]{0,10}trước (?:ngày|khi|thời điểm)",
    rf"{_PEOPLE}[^;:]{{0,120}}(?:{_MUST}|không bổ sung|chuẩn bị|lập hồ sơ|nộp hồ sơ|(?:viết|nộp|gửi) (?:\w+ )?đơn"
    r"|phát hiện|lập báo cáo)",
)

CONDITION = _any(
    "trường hợp",
    "đối với",
    "riêng",
    "nếu",
    "hoặc(?! không (?:chấp thuận|đồng ý|cấp|phê duyệt))",
    "với (?:hồ sơ|dự án|các)",
    "tùy",
    "ở (?:vùng|các)",
)

FROM = _any(r"(?:từ (?:ngày|khi|thời điểm|lúc|giờ)|sau khi)(?P<what>[^,;:]{0,110})(?P<more>[^;:]{0,110})")
FROM_AT_ONCE = _any(r"^[ ,(]*(?:(?:được )?(?:kể|tính) )?(?=từ |sau khi )")
_TAKEN_IN = "nộp|nhận|tiếp nhận|thu|đăng ký|tuyển chọn|thông báo|niêm yết|công khai"
FROM_WINDOW = _any(rf"(?:hết|kết thúc|đóng)(?: thời)?(?: hạn| gian)?[^,.;]{{0,30}}(?:{_TAKEN_IN})", "hết hạn")
FROM_DOSSIER = _any(
    "hồ sơ",
    "đơn",
    "giấy tờ",
    "yêu cầu",
    "đề nghị",
    "phiếu tiếp nhận",
    "thông báo",
    "tờ khai",
    "công văn",
    "tiếp nhận",
    "thụ lý",
    "nhận (?:được|đủ)",
    "nộp",
    "đăng ký",
    "khai báo",
)
_BODIES = "sở|bộ|ủy ban|ubnd|cơ quan|cục|chi cục|phòng|hội đồng"
_OTHERS_PAPERS = (
    "báo cáo|ý kiến|kết quả|tờ trình|biên bản|kết luận|quyết định|tiền|đầy đủ ý kiến"
    "|văn bản (?:thẩm định|trả lời|góp ý|của|đồng ý|chấp thuận|thống nhất)"
    rf"|hồ sơ (?:trình|và báo cáo|do|từ(?! (?:trung tâm|bộ phận))|của (?:{_BODIES}))"
)
FROM_ELSEWHERE = _any(
    rf"nhận (?:được |đủ )*(?:{_OTHERS_PAPERS})",
    "có (?:kết quả|quyết định|văn bản|kết luận|báo cáo|biên bản)",
    "kết thúc",
    "thông qua",
    "công bố",
    "hoàn thành",
    "hoàn thiện",
    "ban hành",
    "xác định",
    "phát hiện",
    "họp",
    "ký ",
    "tổ chức (?:thẩm định|họp)",
    "khai giảng",
)

DAYS = frozenset({Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS})
CUTOFF = re.compile(r"sau (?P<hour>\d{1,2}) ?(?:\([^()]{1,20}\) )?giờ(?! \d)(?P<afternoon> chiều)?")
AT_ONCE_UPON = _any(
    r"ngay (?:sau )?khi nhận được (?:yêu cầu|hồ sơ|đơn|tờ khai|đề nghị)",
    r"tiếp nhận ngay khi (?:công dân|người \w+|cá nhân|tổ chức) thông báo",
    r"ngay (?:sau )?khi (?:người|công dân|cá nhân|tổ chức)[^.,;]{0,40} (?:hoàn thành|nộp|gửi)[^.,;]{0,12}"
    r"(?:tờ khai|hồ sơ|yêu cầu|đơn)",
)
"""The result comes with the applicant's own act."""
AT_ONCE_LOOKED_AT = _any(r"(?:kiểm tra|hướng dẫn|chuyển|vào sổ|thông báo|xem xét)[^,.;]{0,60} ngay (?:sau )?khi")
"""Looking at a dossier at once is no result."""

DECIDES = _any(
    r"(?<!được )(?<!đề nghị )cấp (?!có|xã|tỉnh|trên|phép|giấy|bản)|(?<!được )cấp (?:phép|giấy|bản)",
    r"(?<!đề nghị )(?<!văn bản )(?<!có )(?:quyết định|phê duyệt|chấp thuận|giải quyết)",
    r"trả kết quả|ban hành(?! kèm)|xem xét|(?:văn bản )?trả lời",
)
MAY_BE_EXTENDED = _any(r"(?:có thể|phải|được phép) (?:được )?(?:kéo dài|gia hạn)")
"""Somebody decides it while handling; "được tăng thêm" for a remote commune is known at intake."""
ONLY_WHEN_VERIFIED = _any(
    r"(?:[-+*] ?)?(?:trong )?(?:trường hợp|nếu|đối với (?:trường hợp|hồ sơ))(?![^,;:]{0,60}không (?:phải|cần))"
    r"[^,;:]{0,60}(?:phải|cần)(?: \w+){0,3} (?:xác minh|thẩm tra)"
)
NOTHING_TO_VERIFY = _any(r"không (?:phải|cần)[^,;:]{0,40}xác minh")
FROM_THE_STAGE_BEFORE = _any(
    r"(?:từ (?:ngày|khi)|sau khi)[^,;:]{0,20} nhận (?:được |đủ )*(?:văn bản|kết quả|hồ sơ trình|tờ trình|báo cáo)"
)
COMPLETES = _any(r"hoàn thành việc (?:gia hạn|cấp|công nhận|đăng ký|điều chỉnh)")
SUBMITS = _any(r"trình (?:chủ tịch|ủy ban|ubnd|bộ|giám đốc|cấp|người)")
APPRAISES = _any("thẩm định", SUBMITS.pattern)
"""A stage of the body's own."""
GIVES = _any(
    r"cấp (?:lại |đổi |mới |điều chỉnh )?(?:phép|giấy|bản|chứng|thẻ)|giải quyết|trả (?:kết quả|lời)|ký duyệt",
    r"công nhận|chấp thuận|phê duyệt|ra quyết định|quyết định|ban hành|bổ sung nội dung|công khai|công bố|cập nhật",
    r"xác nhận|hoàn thành|đăng tải|thanh toán|thông quan|(?<!cơ quan )chi trả",
)
"""The act that ends a procedure."""
HANDS_IN = _any(r"\bnộp\b|gửi (?:tờ khai|hồ sơ|đơn)")
"""Somebody else's act, before the body's own."""
APPROVES = _any(r"(?<!xét )(?:duyệt|công nhận)\b")
AFTER_ITS_OWN_DECISION = _any(r"(?:từ (?:ngày|khi)|sau khi) (?:ban hành|ra|ký|có) quyết định")
HANDED_IN_LATER = _any(r"nhận (?:được |đủ )*(?:hồ sơ|văn bản)(?: yêu cầu| đã)? (?:sửa đổi|bổ sung)")
NOTHING_TO_SUPPLEMENT = _any(r"không (?:có |phải )*(?:yêu cầu )?(?:sửa đổi|bổ sung)")
INTAKE_PERIOD = _any(r"thời hạn (?:tiếp )?nhận (?:hồ sơ|đơn)[^,;:]{0,120}(?: là| trong)? ?$")
"""How long an intake window is open: what comes after it counts from its end, not from one dossier."""
POSTING_NOT_COUNTED = _any(r"không (?:bao gồm|tính|kể)[^.]{0,900}niêm yết")
POSTING = _any("niêm yết")
CONSULTED = _any(r"(?:được|nhận được văn bản) (?:hỏi|lấy) ý kiến")
"""Another body's time to answer a question; the asking body's own limit goes on."""
