"""Words that people say about passwords; where a password could stand, they are none."""

from __future__ import annotations

_ENGLISH = """
a about account accepted access admin after again all already also always an and any are as asked
at back bad be because been before blocked broken but by can cannot cant case change changed
compromised correct could cpanel customer database default denied did different disabled do does
doesnt doesn't dont don't each email empty enough error every exact exactly expired expires fail
failed fails false field fine for forgot forgotten from ftp gone good got had hacked has have he
help here hidden how i if im i'm in incorrect instead invalid is isnt isn't it its it's just known
leaked link locked login long lost mail me mine mismatch missing my needed never new no none not
nothing now null of off ok okay old on once only or our out page panel please portal problem
protected random recovery rejected removed request required reset right root same saved secret
secure see sent server set short should simple since so some somewhere sorry ssh still strong stuck
supposed temporary thanks that the their them then there these they this those to too true unknown
unsafe until up updated user username using valid very via visible vps want was weak what whats
what's when where which why will wifi with without wont won't working works would wrong yes yet
you your yours password passwords pass can't couldn't shouldn't who whose pls
"""
_VIETNAMESE = """
ai anh ạ ah à bạn ban bằng bang bao báo bên ben bị bi bữa cả các cái cai cần can cho chị chi chưa
chua chứ có co của cua cũ cu cùng đã da đang dang đăng dang để de đến den đi di được dc đc duoc đúng
dung em gì gi giúp giup giờ gio hay hết het hiện hoài hỏi hoi hosting không khong ko k kg hông khách
khach khác khac khi kia lại lai làm lam lấy lay lâu lỗi loi luôn luon mà ma mạnh máy may mấy mới moi
mình minh mất mat muốn muon này nay nào nao nên nên nếu neu ngắn ngan nhé nhe nhưng nhung như nhu
nhập nhap ở o quá qua quên quen ra rồi roi sai sao sau số sẽ se tại tai tài thay thế the thì thi
thôi thoi trên tren trong tự tu từ và va vẫn van vào vao về ve vì vi với voi vps xin xong yếu yeu
e đổi doi hỏng hong gửi gui nhận nhan đâu dau nhờ nho cấp cap chắc chac
"""

# Words between "password" and a colon that only say whose password it is.
_OWNERS = """
account acc admin administrator anh aws chủ chu cpanel của cua cũ cu current customer da database
db directadmin e em email for ftp gmail hosting là mail mình minh mới moi my mysql new of old our
panel plesk rdp root server smtp ssh tài khoản tai khoan the this to user vps whm wifi wordpress wp
wp-admin phpmyadmin đăng nhập dang nhap login
"""

OWNERS = frozenset(_OWNERS.split())
TALK = frozenset((_ENGLISH + _VIETNAMESE).split())
