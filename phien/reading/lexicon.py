"""The words of a Vietnamese live sale, and what each can do.

Phrases stand with their marks; the reader also knows them typed without. A phrase with "=" in front counts
only as written (its bare form is another word). The longest phrase wins, so "khỏi lo" is no "khỏi".
"""

from __future__ import annotations

from dataclasses import dataclass

from phien.reading import tags as t
from phien.reading.trie import Trie

__all__ = ["MEASURES", "Entry", "Measure", "build_lexicon"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A weight, volume or length: its kind, and thousandths of g, ml or m in one."""

    kind: str
    milli: int


@dataclass(slots=True)
class Entry:
    """What a phrase can do, and its value where it is a number, a unit or a measure."""

    tags: int = 0
    number: int | None = None
    unit: str | None = None
    measure: Measure | None = None


_WORDS: tuple[tuple[int, str], ...] = (
    (t.PERSON, "e, em, a, anh, c, chị, chj, cj, chụy, chế, b, bạn, mình, mk, mik, tui, tôi, toi, tớ, t, m, tau, tao, o, mợ,"
        "thím, bác, cô, dì, chú, cậu, cháu, con, cưng, ta, bọn mình, tụi mình, tụi em, tụi chị, nhà mình, nhà em, nhà chị, nhà tui,"
        "nhà c, nhà e, chúng tôi, chúng mình, i, my, me, we, mn, mọi người, cả nhà, hai vợ chồng em, công ty mình,"
        "bên mình, bên em, quán em, quán mình, cty em, cty mình, cơ quan em, em gái, anh trai, chị gái, chị em"),
    (t.KIN, "bé, đứa, người, mẹ, má, bố, cha, ba mẹ, bố mẹ, cha mẹ, vợ, chồng, vk, ck, vợ chồng, mẹ con, ông, bà,"
        "ông bà, ông xã, bà xã, sếp, anh sui, chị sui, bạn bè, mấy đứa, tụi nhỏ, con bé, thằng bé, đồng nghiệp, nội, ngoại,"
        "bà nội, bà ngoại, ông nội, ông ngoại, con gái, con trai, mẹ chồng, mẹ vợ, ba vợ, bố chồng, thầy, thầy cô, cô giáo, cháu nội,"
        "mom, dad, sister, brother, mother, father, friend, wife, husband, khách"),
    (t.FILLER, "nha, nhé, nhe, nghen, nghe, nhá, nhoa, nhen, nhan, nhaz, hen, hén, hí, =hỉ, ạ, à, ah, ak, dạ, vâng, ừ, uh, ok, oke, okê, okie,"
        "okay, luôn, lun, đi, giúp, giùm, dùm, hộ, nè, nà, này, nì, liền, liền tay, ngay, cho lẹ, cho nhanh, lẹ lẹ, nhanh,"
        "cho chắc, cho tiện, please, pls, plz, thanks, thank you, thank, tks, thks, cảm ơn, cám ơn, cmon, đội ơn, ơn, shop, sốp, sóp, ad, add,"
        "admin, htx, chủ shop, ơi, ui, uiii, ei, êi, =ới, hi, hello, alo, ha, hả bạn, đó, đấy, đây, ấy, nớ, nghe em, cái, thử,"
        "vậy, vại, v, z, zậy, =zị, =dị, coi, xem, và sđt, sdt, sđt, đt, dt, số đt, số dt, số điện thoại, điện thoại, phone, tel, mobile, liên hệ, lh, zalo,"
        "ib, inbox, ibox, nt, nhắn, rep, cod, stk, số tk, số tài khoản, chuyển khoản, phí ship, gấp, hôm nay, tối nay, chiều nay,"
        "ngon ngon, cẩn thận, kỹ, đẹp giúp, tên, tức là, như vầy, như vậy, theo, toàn, lại, đúng, đủ, chung, riêng, lẻ, lên đi, vô,"
        "vào, nốt, tiếp, mới, uống thử, ăn thử, dùng thử, xài thử, về ăn, về uống, về dùng, cả, bên, được, đc, dc,"
        "tính tiền, cộng tiền, tính giúp, tính giùm, xuất hoá đơn, hoá đơn, gộp đơn, gộp, ghi, xíu, tí, =mà, =của, are, is, of, the, a bottle of,"
        "to, for, shop ơi, bạn ơi, em ơi, chị ơi, anh ơi, =thiệt, =thật, trước, sau, xin lỗi, ké, hàng, hàng về, cho em với, thế, =vầy, nhiều, =nhìu, à nha, à nhe, răng mà"),
    (t.BUY, "chốt, chôt, chôts, lấy, order, ord, oder, odr, lên đơn, lên cho, lên đơn cho, múc, rinh, hốt, book, đặt, đặt hàng, đặt mua,"
        "quất, xúc, =gom, rước, khiêng, take, lấy giúp, lấy hộ, lấy giùm, đặt giúp, đặt hộ, chốt đơn, chốt hạ, chốt nhanh, chốt luôn, chốt cho"),
    (t.BUY | t.ENGLISH, "can i get, can i have, can i order, can i buy, could i get, could i have, i'd like, i want, i will take,"
        "i take, i'll take, i need, get me, i would like, may i have, may i get, let me have, want, i ' d like, i ' ll take"),
    (t.MUA, "mua, ủng hộ, mua cho, mua giúp, buy, sắm"),
    (t.GIVE, "cho, cho xin, xin, cho phép, gửi cho, gửi em, gửi mình, gửi chị, ship em, ship cho, bán em, bán cho, =để, để cho, để lại,"
        "để dành, dành, giữ, giữ cho, giữ giúp, giữ lại, để dành cho, gói cho, soạn cho, làm cho, bỏ cho, cân cho, cần, muốn, cắt, cắt cho, để phần, give"),
    (t.ADD, "thêm, cộng thêm, nữa, add thêm, more, bổ sung, kèm, kèm thêm, lấy thêm, đặt thêm, mua thêm, chốt thêm, cho thêm"),
    (t.ADD | t.BUY, "lấy thêm, đặt thêm, mua thêm, chốt thêm, thêm cho, cho thêm"),
    (t.DROP, "huỷ, huỷ đơn, huỷ bỏ, huỷ hết, cancel, bỏ, bỏ ra, bỏ đi, bỏ bớt, bỏ giúp, rút, rút lại, rút đơn, dẹp, xoá, xoá đơn, xoá giúp, loại ra, gạch tên,"
        "nỏ lấy, thôi không lấy, thôi k lấy, không lấy nữa, k lấy nữa, ko lấy nữa, hông lấy nữa, hong lấy nữa, không mua nữa, k mua nữa,"
        "ko mua nữa, không lấy, ko lấy, k lấy, hok lấy, hông lấy, hem lấy, không đặt nữa, ko đặt nữa, k đặt nữa, khỏi lấy, khỏi gửi, khỏi mua,"
        "khỏi ship, khỏi giao, khỏi đặt, khỏi nha, khỏi nhé, khỏi em, khỏi shop, khỏi luôn, khỏi chị, thôi khỏi, đừng gửi, đừng lấy, đừng ship, đừng giao,"
        "đừng lên đơn, không cần nữa, ko cần nữa, k cần nữa, hết muốn mua, hết muốn lấy, không mua, ko mua, k mua, không chốt nữa,"
        "ko chốt nữa, k chốt nữa, đừng đóng, ngưng lấy, thôi em không, thôi e k, thôi mình không, không nhận nữa, ko nhận nữa, k nhận nữa"),
    (t.NOT, "không, ko, k, kh, hok, hông, hong, hổng, hem, khum, đừng, chẳng, chả, nỏ, not, don ' t, chưa, đâu có, khỏi chốt, không chốt, chưa chốt"),
    (t.SPARE, "khỏi, không phải, ko phải, k phải, hông phải, chứ không phải, thay vì"),
    (t.FILLER, "khỏi lo, khỏi chê, khỏi nói, khỏi bàn, khỏi bệnh, khỏi ho, khỏi phải nghĩ, không cần, ko cần, k cần, bỏ qua, không sao, ko sao, k sao,"
        "không đường, không vội, ko vội, không gấp, thôi rồi, hết sẩy, hết ý, hết hồn, kẻo hết, k hết, không hết, lỡ hết, hết mất,"
        "sao cũng được, nào cũng được, gì cũng được, ngày nào, sáng nào, tối nào, lần nào, lúc nào, bữa nào, hôm nào,"
        "chưa chồng, bỏ bao, bỏ hộp, bỏ túi, bỏ bịch, bỏ thùng, bỏ riêng, bỏ chung, bỏ vô, bỏ vào, bỏ xốp"),
    (t.KEEP, "vẫn, vẫn lấy, vẫn giữ, vẫn gửi, vẫn để, vẫn nguyên, giữ nguyên, để nguyên, vẫn như cũ, thì giữ, còn lại giữ nguyên, vẫn còn lấy, không đổi, ko đổi, k đổi"),
    (t.SWAP, "đổi, đổi lại, đổi giúp, chuyển, thay, đổi đơn, chỉnh lại"),
    (t.INTO, "thành, sang, qua, lấy sang, bằng, ra thành, thành ra"),
    (t.SWAP | t.INTO, "đổi thành, đổi sang, đổi qua, chuyển thành, chuyển sang, chuyển qua, thay bằng, đổi lấy"),
    (t.SET, "tăng lên, tăng, nâng lên, lên, lên thành, xuống, xuống còn, giảm còn, giảm xuống, giảm xuống còn, còn lại, bớt còn, rút còn, rút xuống, giảm lại còn, bớt lại còn, chỉ còn,"
        "chốt lại, chốt lại còn, sửa còn, sửa lại còn, chỉ lấy, còn có"),
    (t.MINUS, "bớt, giảm, trừ, trừ ra, bớt ra, bớt lại, giảm bớt, lấy bớt"),
    (t.FIX, "nhầm, lộn, à nhầm, à lộn, à không, à ko, à k, ý quên, à quên, í quên, í nhầm, í lộn, ý lộn, ý nhầm, ủa nhầm, ủa lộn, sửa, sửa lại, sửa giúp, sửa đơn, nhầm rồi, lộn rồi, viết lại, ghi lại, mà thôi, gửi lại, xin sửa, đính chính, đổi ý"),
    (t.WRONG, "ghi nhầm, gõ nhầm, đặt nhầm, bấm nhầm, nhắn nhầm, ghi lộn, gõ lộn, đặt lộn, bấm lộn, nhắn lộn, viết nhầm, viết lộn, ghi thiếu, gõ thiếu, gửi lộn, gửi nhầm, lộn mã, nhầm mã"),
    (t.ONLY, "thôi, =thui, hoy, thoi, only, chỉ"),
    (t.ASK, "sao, gì, j, mấy, nào, bao nhiêu, =nhiêu, nhiu, bn, bnh, bnhieu, bao nhiu, bao lâu, khi nào, chừng nào, lúc nào vậy, ở đâu, chỗ nào, đâu vậy, là sao, thế nào, như nào,"
        "ntn, răng, hết nhiêu, nhiêu tiền, nhiu tiền, bao nhiêu tiền, mấy giờ, mấy ngày, how, how much, what, when, where, does, do you, is it, is this, are there, can you,"
        "which, cho hỏi, hỏi, tư vấn giúp, tư vấn cho, hỏi chút, hỏi xíu, có phải, khác nhau, khác gì, cách dùng, hsd, hạn sử dụng, mua đâu, cái nào, loại nào, mã mấy, ai vậy, là ai,"
        "còn chưa, hết chưa, hết rồi hả, có ship, có giao, giá nhiu, giá nhiêu, giá bao nhiêu, mấy tiền, nhiu vậy, giá sao, giá sỉ, báo giá, xin giá, ib giá, giá inbox,"
        "có freeship, có được, có giảm, có tặng, được tặng gì, có khuyến mãi"),
    (t.ASK_END, "hả, hở, hử, chưa, nhỉ, =chứ, =chớ, đúng không, hè, không, ko, k, kh, hok, hông, hong, hem, khum, hổng, rứa, right, phải hông, thiệt không, =ư, =à"),
    (t.SURE, "kịp chưa, nghe chưa, thấy chưa, thấy em chưa, thấy đơn chưa, ok chưa, được chưa, nhận được chưa, ghi chưa, lên đơn chưa, đúng chưa, đủ chưa"),
    (t.PRICE, "giá, price, giá cả"),
    (t.PAST, "=đã, đã ck, đã chuyển, đã chuyển khoản, hôm trước, hôm bữa, bữa trước, bữa hổm, bữa rồi, bữa tết, lần trước, lần trc, hôm trc, bữa trc, đợt trước, kỳ trước, đợt rồi, lần rồi, tháng trước, tuần trước, năm trước,"
        "năm ngoái, hôm qua, hôm kia, hồi sáng, hồi chiều, hồi trưa, hồi tối, sáng giờ, mới nhận, vừa nhận, nhận được hàng, đã nhận, nhận hàng rồi, từng mua, đã mua, đã đặt, đã lấy, đã chốt, mới mua, mới đặt, vừa mua,"
        "mua rồi, lấy rồi, đặt rồi, mấy lần rồi, lần rồi, hồi nhỏ, hồi xưa, hồi đó, từ hôm, hôm thứ, đơn cũ, đơn trước, đơn bữa, đơn hôm, đợt vừa rồi, mới hết, vừa hết, mới ăn hết, mới uống hết, live trước, phiên trước, dùng rồi, mua ở đây, mới gửi, mới cho"),
    (t.LATER, "mai mua, mai lấy, mai chốt, mai đặt, mai e mua, mai em mua, mốt mua, bữa sau, hôm sau, lần sau, live sau, kỳ sau, đợt sau, tuần sau, tháng sau, lương về, có lương, lãnh lương, lĩnh lương, nhận lương, cuối tháng, đầu tháng,"
        "để em hỏi, để mình hỏi, để chị hỏi, để hỏi, để suy nghĩ, để nghĩ, để em nghĩ, để em tính, để tính, để coi, để xem, để em coi, để em xem, suy nghĩ, từ từ, khi nào rảnh, khi nào có, chừng nào có, hôm nào, bữa nào, hết tiền, chưa có tiền, nhắn sau, mua sau, chốt sau, đặt sau, lấy sau, tính sau"),
    (t.IF, "nếu, if, miễn, miễn là, với điều kiện, nhỡ, lỡ như, mà được, =nếu mà"),
    (t.THEN, "thì, thi, mới lấy, mới mua, mới chốt, rồi mới lấy, rồi mới chốt, mới đặt"),
    (t.STOCK, "còn, còn hàng, có hàng, nếu còn, còn thì, hết, hết thì, nếu hết, hết hàng"),
    (t.FREE, "freeship, free ship, fs, miễn ship, miễn phí ship, bao ship, giảm giá, khuyến mãi, voucher, mã giảm, tặng thêm, tặng kèm, có quà, được tặng, giá sỉ, bớt giá, sale, giảm thêm, có tặng, free"),
    (t.USE, "uống, ăn, dùng, xài, ngậm, pha, đốt, thoa, bôi, nấu, nướng, chiên, trồng, nuôi, mặc, đắp, đội, giặt, nhậu, nghe mùi, nghe kể, xịt, gội, ngâm, chấm, trộn, chưng, dụng, thích, ghiền, mê, thèm, nhớ,"
        "khen, chụp, thấy, nghe nói, biết, nghĩ, tưởng, ngồi, nằm, coi live, xem live, đi làm, đi chơi, đi học, đi ngủ, ngủ, đang, hồi, từ, cứ, hay bị, bị, hư, bể, hết sạch, sạch trơn"),
    (t.PRAISE, "ngon, đẹp, thơm, xinh, dễ thương, tuyệt, chất lượng, xịn, quá, ghê, dữ, bá cháy, hết ý, hết sẩy, quá trời, quá chừng, rẻ, mắc, đắt, hời, chuẩn, tốt, mướt, đáng tiền, ưng, mê ly, chán, dở, tệ, tiếc, uổng, buồn"),
    (t.OTHERS, "như trên, như nhà trên, như bạn trên, như chị trên, như anh trên, như bạn, như chị, như c trên, như b trên, như anh, y trên, y như, y chang, giống trên, giống bạn, giống chị, giống anh, giống như, giống nhà, giống đơn, giống người, như đơn, theo bạn,"
        "như cũ, như mọi khi, như mọi lần, như thường lệ, như lần trước, như bữa trước, như đợt trước, như hôm trước, như hồi nãy, giống vậy, giống cũ, same as, đơn nó, đơn bạn ấy, đơn chị ấy, đơn cô ấy, đơn ảnh, đơn chỉ, tương tự bạn, một đơn như, đơn như"),
    (t.EACH, "mỗi loại, mỗi thứ, mỗi mã, mỗi món, mỗi cái, mỗi vị, mỗi màu, mỗi size, mỗi cỡ, mỗi bên, mỗi số, mỗi sản phẩm, mỗi sp, mỗi hương, mỗi em, mỗi giống, mỗi cây, mỗi con, mỗi, mọi loại, mỗi l, each"),
    (t.VAGUE, "ít, một ít, vài, mấy cái, dăm, nhiều nhiều, kha khá, một mớ, 1 mớ, mớ, một số, chút, một chút, 1 ít, 1 chút, tầm, khoảng, cỡ chừng, chừng, hơn, gần"),
    (t.TOTAL, "tổng, tổng cộng, vị chi, tổng đơn, cho đủ, tổng là, là, cộng là, thành tiền, tất cả là, nữa là, cho tròn"),
    (t.ADDRESS, "địa chỉ, đ/c, đ / c, giao, giao về, giao tới, giao đến, giao cho, giao ở, giao tận, gửi, gửi về, gửi ra, gửi vô, gửi vào, gửi tới, gửi đến, gửi xuống, gửi lên, gửi qua, ship, ship về, ship ra, ship tới, ship đến, ship vô, ship vào, ship lên,"
        "ship xuống, ship qua, nhà ở, ở, tại, về, address, deliver, deliver to, ship to, send to, lives in, living in, đc :, dc :, tới"),
    (t.NUMBERED | t.ADDRESS, "số nhà, ngõ, ngách, hẻm, kiệt, xóm, ấp, thôn, tổ, tổ dân phố, khu phố, khu, phường, quận, huyện, xã, tầng, phòng, lô, block, toà, toà nhà, chung cư, đường, đường số, km, quốc lộ, ql, tỉnh lộ, tl, thị trấn, thị xã, tp, cư xá, khóm, buôn, bản, đội, lầu, p, q, f, căn, căn hộ, kcn"),
    (t.NUMBERED, "số, thứ, tháng, ngày, mùng, mồng, năm, lần thứ, live thứ, tập, tuổi, lúc, khoảng lúc, sau lúc, trước lúc, từ ngày, hôm, top, cấp, tới ngày, trước ngày, chủ nhật, cn, năm học, đời"),
    (t.CODE_WORD, "mã, mã số, mã hàng, code, mã sp, msp, sp số, con số, cái số, loại số, món số, mẫu, mẫu số, item, số thứ tự, stt, num, number, no"),
    (t.TIMES, "x, sl, số lượng, s.l, sluong, sluog, slg, qty, times, nhân"),
    (t.AND, "và, với, vs, voi, cùng, cùng với, and, cộng, lẫn, kèm với, rồi thêm"),
    (t.NOW, "nay, hôm nay lấy, giờ, bữa nay, lần này, đợt này, hôm nay"),
    (t.LAUGH, "haha, hihi, hehe, kkk, kk, hihihi, hahaha, hjhj, keke, hic, huhu, hí hí, lol, kaka"),
    (t.PARCEL, "đơn, đơn hàng, order của"),
    (t.OR, "hay, hoặc, hay là"),
    (t.SIZE | t.LARGE, "lớn, bự, to, đại, big, large, khổng lồ, cỡ lớn, size lớn, loại lớn"),
    (t.SIZE | t.SMALL, "nhỏ, bé, mini, small, tí hon, cỡ nhỏ, size nhỏ, loại nhỏ"),
    (t.SIZE | t.MIDDLE, "vừa, trung, medium, nhỡ"),
    (t.HALF, "nửa, 1 nửa, một nửa, half"),
    (t.AND_HALF, "rưỡi, rưởi, rữi"),
    (t.DONE, "rồi, r, xong, rùi, roài, ròi"),
    (t.FOR, "biếu, tặng, làm quà, chia, về bán, bán lại, để bán, để uống, để ăn, để dùng, để biếu, đãi, cúng, mua biếu, mua tặng, trang trí, trữ, dự trữ, đem, mang, dặn, nhờ, mua hộ, mua giúp"),
    (t.EVERY, "tất cả, hết, toàn bộ, sạch, cả đơn, hết đơn, nguyên đơn, đơn vừa rồi, hết luôn"),
    (t.ANY, "cũng được, cũng đc, cũng dc, cũng ok, không thì thôi, ko thì thôi, k thì thôi, thì thôi, hết thì thôi"),
    (t.VARIANT, "loại, cỡ, size, sz, kích cỡ, bản, dung tích, loại chai, dạng, quy cách"),
    (t.HAVE, "nhà còn, còn ở nhà, nhà có, đang có, em có, mình có, còn nguyên, chưa uống hết, chưa ăn hết, chưa dùng hết, chưa đụng, ở nhà còn, nhà em còn, nhà mình còn, nhà chị còn, nhà vẫn còn, nhà e còn, nhà c còn, vẫn còn"),
    (t.COMMON, "nên, vì, do, tại, cũng, như, có, sẽ, rất, lắm, các, những, này, kia, khi, phải, chắc, đều, ra, đến, làm, nhà, năm nay, việc, người ta,"
        "nói, đọc, hỏi, trả lời, trả, đẻ, dễ, khó, quê, nhìn, ngoài, trong, trên, dưới, trời, đất, nước, chợ, bán, hôm nọ, mùa, tiền, giờ này, áo, tóc, tay, chân, mặt, bụng,"
        "đầu, đâu, mình ên, cả ngày, suốt, hoài, mãi, hơn, nhất, thật là, thiệt là, chứ, chớ, luôn luôn, từng, nghỉ, đưa, dừa"),
    (t.CALL, "chồng ơi, vợ ơi, mẹ ơi, tụi bay, mày, bà con ơi, mấy bà, mấy bà ơi, mấy mẹ, mấy má, bà ơi, ông ơi, anh em ơi"),
)  # fmt: skip

# Asked with any of the words for "no": "đúng hông", "còn ko", "được hem".
_NO = "không ko k kh hông hong hok hem hổng khum hôn".split()
_ASKED: tuple[tuple[int, str], ...] = (
    (t.SURE, "đúng, phải, kịp, còn kịp, có kịp, thấy, ok, nghe"),
    (t.ASK, "có, còn, còn hàng, được, đc, dc, ship, có ship, freeship, bao ship, có phải, có được, có giảm, có sẵn, sẵn hàng"),
)

_NUMBERS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
    "mười": 10, "cặp": 2, "đôi": 2, "chục": 10, "tá": 12, "trăm": 100, "mươi": 10, "mốt": 1, "tư": 4, "lăm": 5,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "dozen": 12, "couple": 2, "pair": 2,
}  # fmt: skip

# The pack words, each with the family it is mixed up with in speech; "any" fits every item.
_UNITS = {
    "bag": "túi gói bịch bịt bao bì bag bags packet packets pack packs pouch phong",
    "bottle": "chai lọ bình bottle bottles can tuýp ống",
    "jar": "hũ lọ keo jar jars hủ liễn thố",
    "box": "hộp box boxes hôp",
    "any": "cái chiếc phần suất món sp sản_phẩm piece pieces pcs pc loại",
    "case": "thùng két lốc kiện carton case bao_tải sọt tải",
    "stick": "cây thanh stick sticks que",
    "cake": "bánh miếng viên lát cục khoanh tảng",
    "bunch": "bó nải chùm mớ nhánh cành bụi",
    "animal": "con",
    "tin": "lon",
    "set": "combo set bộ sét",
    "sheet": "tấm tờ cuộn mét_vải xấp khổ vỉ",
    "fruit": "trái quả củ buồng",
    "pot": "chậu bầu khay bịch_bầu",
}

MEASURES = {
    "g": ("g", 1_000), "gr": ("g", 1_000), "gram": ("g", 1_000), "gam": ("g", 1_000), "kg": ("g", 1_000_000),
    "ký": ("g", 1_000_000), "kí": ("g", 1_000_000), "ki": ("g", 1_000_000), "ky": ("g", 1_000_000),
    "kilo": ("g", 1_000_000), "kgs": ("g", 1_000_000), "cân": ("g", 1_000_000), "kilogam": ("g", 1_000_000),
    "lạng": ("g", 100_000), "yến": ("g", 10_000_000), "tạ": ("g", 100_000_000), "tấn": ("g", 1_000_000_000),
    "ml": ("ml", 1_000), "cc": ("ml", 1_000), "l": ("ml", 1_000_000), "lít": ("ml", 1_000_000),
    "lit": ("ml", 1_000_000), "lt": ("ml", 1_000_000), "xị": ("ml", 250_000), "litre": ("ml", 1_000_000),
    "mét": ("m", 1_000), "m": ("m", 1_000), "cm": ("m", 10), "tấc": ("m", 100), "phân": ("m", 10),
}  # fmt: skip


def measure_of(unit: str) -> Measure | None:
    """The measure a unit of a run sheet names ("ml"), None for pieces ("túi lọc")."""
    found = MEASURES.get(unit.strip().lower())
    return Measure(*found) if found else None


def family_of(unit: str) -> str | None:
    """The family of pack words a unit belongs to; None for a word of the sheet's own."""
    word = unit.strip().lower()
    return next((family for family, words in _UNITS.items() if word in words.replace("_", " ").split(" ")), None)


def build_lexicon() -> Trie[Entry]:
    """All of the words above as one trie."""
    trie: Trie[Entry] = Trie()
    for tags, phrases in _WORDS:
        for phrase in phrases.split(","):
            _entry(trie, phrase.strip()).tags |= tags
    for tags, beginnings in _ASKED:
        for beginning in beginnings.split(","):
            for no in _NO:
                _entry(trie, f"{beginning.strip()} {no}").tags |= tags
    for word, number in _NUMBERS.items():
        entry = _entry(trie, word)
        entry.tags |= t.COUNT
        entry.number = number
    for words in _UNITS.values():
        for word in words.split():
            add_unit(trie, word.replace("_", " "))
    for word, (kind, milli) in MEASURES.items():
        entry = _entry(trie, word)
        entry.tags |= t.MEASURE
        entry.measure = Measure(kind, milli)
    return trie


def add_unit(trie: Trie[Entry], unit: str) -> None:
    """Makes `unit` a pack word; a run sheet brings its own."""
    entry = _entry(trie, unit)
    entry.tags |= t.UNIT
    entry.unit = unit


def _entry(trie: Trie[Entry], phrase: str) -> Entry:
    strict = phrase.startswith("=")
    node = trie.node_of(phrase.lstrip("=").lower().split(), strict=strict)
    if strict:
        if node.strict is None:
            node.strict = Entry()
        return node.strict
    if node.value is None:
        node.value = Entry()
    return node.value
