"""The words with which people order, add, change and drop, and what each can do.

Phrases stand with their marks; the reader also knows them typed without. A phrase with "=" in front counts
only as written (its bare form is rather another word). The longest phrase wins, so "khỏi lo" is no "khỏi".
"""

from __future__ import annotations

from phien.reading import tags as t

__all__ = ["WORDS"]

WORDS: tuple[tuple[int, str], ...] = (
    (
        t.PERSON,
        """
        e, em, a, anh, c, chị, chj, cj, chụy, chế, b, bạn, mình, mk, mik, tui, tôi, toi, tớ, t, m, tau, tao,
        o, mợ, thím, bác, cô, dì, chú, cậu, cháu, con, cưng, ta, bọn mình, tụi mình, tụi em, tụi chị, nhà
        mình, nhà em, nhà chị, nhà tui, nhà c, nhà e, chúng tôi, chúng mình, i, my, me, we, mn, mọi người,
        cả nhà, hai vợ chồng em, công ty mình, bên mình, bên em, quán em, quán mình, cty em, cty mình, cơ
        quan em, em gái, anh trai, chị gái, chị em, bà chị, ông anh, chế út, út, bọn em, bọn tớ, tụi tui,
        bầy tui, nhà tớ, nhà bác, nhà cô, nhà chú, nhà anh, nhà o, nhà dì, phòng em, phòng mình, lớp em, lớp
        mình, nhóm em, nhóm mình, tiệm em, tiệm mình, shop mình, bé nhà em
        """,
    ),
    (
        t.KIN,
        """
        bé, đứa, người, mẹ, má, bố, cha, ba mẹ, bố mẹ, cha mẹ, vợ, chồng, vk, ck, vợ chồng, mẹ con, ông, bà,
        ông bà, ông xã, bà xã, sếp, anh sui, chị sui, bạn bè, mấy đứa, =tụi nhỏ, con bé, thằng bé, đồng
        nghiệp, nội, ngoại, bà nội, bà ngoại, ông nội, ông ngoại, con gái, con trai, mẹ chồng, mẹ vợ, ba vợ,
        bố chồng, thầy, thầy cô, cô giáo, cháu nội, mom, dad, sister, brother, mother, father, friend, wife,
        husband, khách, chị dâu, anh rể, em dâu, em rể, em chồng, chị chồng, nhỏ em, thằng em, con em, nhỏ
        bạn, con bạn, thằng bạn, đứa bạn, bạn em, bạn mình, hàng xóm, cậu mợ, cô chú, dì dượng, dượng, mệ,
        cả xóm, bầy trẻ, mấy nhỏ, tụi nhỏ, sắp nhỏ
        """,
    ),
    (
        t.FILLER,
        """
        nha, nhé, nhe, nghen, nghe, nhá, nhoa, nhen, nhan, nhaz, hen, hén, hí, =hỉ, ạ, à, ah, ak, dạ, vâng,
        ừ, uh, ok, oke, okê, okie, okay, luôn, lun, đi, giúp, giùm, dùm, hộ, nè, nà, này, nì, liền, liền
        tay, ngay, cho lẹ, cho nhanh, lẹ lẹ, nhanh, cho chắc, cho tiện, please, pls, plz, thanks, thank you,
        thank, tks, thks, cảm ơn, cám ơn, cmon, đội ơn, ơn, shop, sốp, sóp, ad, add, admin, htx, chủ shop,
        ơi, ui, uiii, ei, êi, =ới, hi, hello, alo, ha, hả bạn, đó, đấy, đây, ấy, nớ, nghe em, cái, thử, vậy,
        vại, v, z, zậy, =zị, =dị, coi, xem, và sđt, sdt, sđt, đt, dt, số đt, số dt, số điện thoại, điện
        thoại, phone, tel, mobile, liên hệ, lh, zalo, ib, inbox, ibox, nt, nhắn, rep, cod, stk, số tk, số
        tài khoản, chuyển khoản, phí ship, gấp, hôm nay, tối nay, chiều nay, ngon ngon, cẩn thận, kỹ, đẹp
        giúp, tên, tức là, như vầy, như vậy, theo, toàn, lại, đúng, đủ, chung, riêng, lẻ, lên đi, vô, vào,
        nốt, tiếp, mới, uống thử, ăn thử, dùng thử, xài thử, về ăn, về uống, về dùng, cả, bên, được, đc, dc,
        tính tiền, cộng tiền, tính giúp, tính giùm, xuất hoá đơn, hoá đơn, gộp đơn, gộp, ghi, xíu, tí, =mà,
        =của, are, is, of, the, a bottle of, to, for, shop ơi, bạn ơi, em ơi, chị ơi, anh ơi, =thiệt, =thật,
        trước, sau, xin lỗi, ké, hàng, hàng về, cho em với, thế, =vầy, nhiều, =nhìu, à nha, à nhe, răng mà,
        coi sao, xem sao, ăn thử coi sao, ăn thử xem sao, thử coi sao, thử xem sao, coi thử, xem thử, thử
        coi, thử xem, thử cho biết, cho biết, cho biết mùi, cho vui, cho nóng, lấy hên, lấy may, lấy lộc, mở
        hàng, cho hên, =khéo, lựa giúp, lựa giùm, chọn giúp, lựa cho, hàng mới, date mới, date xa, chống
        sốc, hàng đẹp, cho kỹ, kỹ kỹ, bọc kỹ, gói kỹ, đóng kỹ, á, ớ, ý e là, ý em là, ý mình là, ý chị là, ý
        anh là, ý c là, ý tui là, =ngoài, luôn á
        """,
    ),
    (
        t.BUY,
        """
        chốt, chôt, chôts, lấy, order, ord, oder, odr, lên đơn, lên cho, lên đơn cho, múc, rinh, hốt, book,
        đặt, đặt hàng, đặt mua, quất, xúc, =gom, rước, khiêng, take, lấy giúp, lấy hộ, lấy giùm, đặt giúp,
        đặt hộ, chốt đơn, chốt hạ, chốt nhanh, chốt luôn, chốt cho, =vét, =vợt, tậu, =khuân, =ẵm, =bợ, =lụm,
        =lượm, =bứng, =nhặt, =xơi, =triển, =quơ, =tém, =thầu, =chộp, =giật, =xí, xí phần, đăng ký, đăng kí,
        =đk, ghi sổ, ghi đơn, ghi cho, ghi em, ghi chị, ghi anh, ghi c, ghi e, ghi a, tính cho, tính em,
        tính chị, lên em, lên chị, lên giúp, lên giùm, đóng cho, đóng em, đóng giúp, reserve, chốt sổ, chốt
        phát, =đớp
        """,
    ),
    (
        t.BUY | t.ENGLISH,
        """
        can i get, can i have, can i order, can i buy, could i get, could i have, i'd like, i want, i will
        take, i take, i'll take, i need, get me, i would like, may i have, may i get, let me have, want, i '
        d like, i ' ll take, can you save, save me, keep me, please save, could you save, can you keep
        """,
    ),
    (
        t.MUA,
        """
        mua, ủng hộ, mua cho, mua giúp, buy, sắm
        """,
    ),
    (
        t.GIVE,
        """
        cho, cho xin, xin, cho phép, gửi cho, gửi em, gửi mình, gửi chị, ship em, ship cho, bán em, bán cho,
        để, để cho, để lại, để dành, dành, giữ, giữ cho, giữ giúp, giữ lại, để dành cho, gói cho, soạn cho,
        làm cho, bỏ cho, cân cho, cần, muốn, cắt, cắt cho, để phần, give
        """,
    ),
    (
        t.ADD,
        """
        thêm, cộng thêm, gộp chung, gộp vào, gộp vô, tính chung, cộng vào, cộng vô,
        nữa, add thêm, more, bổ sung, kèm, kèm thêm, lấy thêm, đặt thêm, mua thêm, chốt
        thêm, cho thêm
        """,
    ),
    (
        t.ADD | t.BUY,
        """
        lấy thêm, đặt thêm, mua thêm, chốt thêm, thêm cho, cho thêm
        """,
    ),
    (
        t.DROP,
        """
        huỷ, huỷ bỏ, huỷ hết, cancel, bỏ, bỏ ra, bỏ đi, bỏ bớt, bỏ giúp, rút, rút lại, rút đơn,
        dẹp, xoá, xoá giúp, loại ra, gạch tên, nỏ lấy, thôi không lấy, thôi k lấy, không lấy nữa, k
        lấy nữa, ko lấy nữa, hông lấy nữa, hong lấy nữa, không mua nữa, k mua nữa, ko mua nữa, không lấy, ko
        lấy, k lấy, hok lấy, hông lấy, hem lấy, không đặt nữa, ko đặt nữa, k đặt nữa, khỏi lấy, khỏi gửi,
        khỏi mua, khỏi ship, khỏi giao, khỏi đặt, khỏi nha, khỏi nhé, khỏi em, khỏi shop, khỏi luôn, khỏi
        chị, thôi khỏi, đừng gửi, đừng lấy, đừng ship, đừng giao, đừng lên đơn, không cần nữa, ko cần nữa, k
        cần nữa, hết muốn mua, hết muốn lấy, không mua, ko mua, k mua, không chốt nữa, ko chốt nữa, k chốt
        nữa, đừng đóng, ngưng lấy, thôi em không, thôi e k, thôi mình không, không nhận nữa, ko nhận nữa, k
        nhận nữa
        """,
    ),
    (
        t.NOT,
        """
        không, ko, k, kh, hok, hông, hong, hổng, hem, khum, đừng, chẳng, chả, nỏ, not, don ' t, chưa, đâu
        có, khỏi chốt, không chốt, chưa chốt
        """,
    ),
    (
        t.SPARE,
        """
        khỏi, không phải, ko phải, k phải, hông phải, chứ không phải, thay vì
        """,
    ),
    (
        t.FILLER,
        """
        khỏi lo, khỏi chê, khỏi nói, khỏi bàn, khỏi bệnh, khỏi ho, khỏi phải nghĩ, không cần, ko cần, k cần,
        bỏ qua, không sao, ko sao, k sao, không đường, không vội, ko vội, không gấp, thôi rồi, hết sẩy, hết
        ý, hết hồn, kẻo hết, k hết, không hết, lỡ hết, hết mất, sao cũng được, nào cũng được, gì cũng được,
        ngày nào, sáng nào, tối nào, lần nào, lúc nào, bữa nào, hôm nào, chưa chồng, bỏ bao, bỏ hộp, bỏ túi,
        bỏ bịch, bỏ thùng, bỏ riêng, bỏ chung, bỏ vô, bỏ vào, bỏ xốp
        """,
    ),
    (
        t.KEEP,
        """
        vẫn, vẫn lấy, vẫn giữ, vẫn gửi, vẫn để, vẫn nguyên, giữ nguyên, để nguyên, vẫn như cũ, thì giữ, còn
        lại giữ nguyên, vẫn còn lấy, không đổi, ko đổi, k đổi, còn lại y nguyên, còn lại vậy, mấy cái kia,
        mấy món kia, để y
        """,
    ),
    (
        t.SWAP,
        """
        đổi, đổi lại, đổi giúp, chuyển, thay, đổi đơn, chỉnh lại
        """,
    ),
    (
        t.INTO,
        """
        thành, sang, qua, lấy sang, bằng, ra thành, thành ra
        """,
    ),
    (
        t.SWAP | t.INTO,
        """
        đổi thành, đổi sang, đổi qua, chuyển thành, chuyển sang, chuyển qua, thay bằng, đổi lấy
        """,
    ),
    (
        t.SET,
        """
        tăng lên, tăng, nâng lên, lên, lên thành, xuống, xuống còn, giảm còn, giảm xuống, giảm xuống còn,
        còn lại, bớt còn, rút còn, rút xuống, giảm lại còn, bớt lại còn, chỉ còn, chốt lại, chốt lại còn,
        sửa còn, sửa lại còn, chỉ lấy, còn có
        """,
    ),
    (
        t.MINUS,
        """
        bớt, giảm, trừ, trừ ra, bớt ra, bớt lại, giảm bớt, lấy bớt
        """,
    ),
    (
        t.FIX,
        """
        nhầm, lộn, à nhầm, à lộn, à không, à ko, à k, ý quên, à quên, í quên, í nhầm, í lộn, ý lộn, ý nhầm,
        ủa nhầm, ủa lộn, sửa, sửa lại, sửa giúp, sửa đơn, nhầm rồi, lộn rồi, viết lại, ghi lại, mà thôi, gửi
        lại, xin sửa, đính chính, đổi ý, á lộn, á nhầm, ah lộn, ah nhầm, ấy lộn, ấy nhầm, tính lại, tính lại
        rồi, nhìn nhầm, nhìn lộn, ghi lại thành, đổi lại thành, mới đúng, =ấy chết, quên, quên mất
        """,
    ),
    (
        t.WRONG,
        """
        ghi nhầm, gõ nhầm, đặt nhầm, bấm nhầm, nhắn nhầm, ghi lộn, gõ lộn, đặt lộn, bấm lộn, nhắn lộn, viết
        nhầm, viết lộn, ghi thiếu, gõ thiếu, gửi lộn, gửi nhầm, lộn mã, nhầm mã
        """,
    ),
    (
        t.ONLY,
        """
        thôi, =thui, hoy, thoi, only, chỉ
        """,
    ),
    (
        t.EACH,
        """
        mỗi loại, mỗi thứ, mỗi mã, mỗi món, mỗi cái, mỗi vị, mỗi màu, mỗi size, mỗi cỡ, mỗi bên, mỗi số, mỗi
        sản phẩm, mỗi sp, mỗi hương, mỗi em, mỗi giống, mỗi cây, mỗi con, =mỗi, mọi loại, mỗi l, each
        """,
    ),
    (
        t.TOTAL,
        """
        tổng, tổng cộng, vị chi, tổng đơn, cho đủ, tổng là, là, cộng là, thành tiền, tất cả là, nữa là, cho
        tròn
        """,
    ),
    (
        t.CODE_WORD,
        """
        mã, mã số, mã hàng, code, mã sp, msp, sp số, con số, cái số, loại số, món số, mẫu, mẫu số, item, số
        thứ tự, stt, num, number, no
        """,
    ),
    (
        t.TIMES,
        """
        x, sl, số lượng, s.l, sluong, sluog, slg, qty, times, nhân
        """,
    ),
    (
        t.AND,
        """
        và, với, vs, voi, cùng, cùng với, and, cộng, lẫn, kèm với, rồi thêm
        """,
    ),
    (
        t.NOW,
        """
        nay, hôm nay lấy, giờ, bữa nay, lần này, đợt này, hôm nay
        """,
    ),
    (
        t.PARCEL,
        """
        đơn, đơn hàng, order của
        """,
    ),
    (
        t.SIZE | t.LARGE,
        """
        lớn, bự, to, đại, big, large, khổng lồ, cỡ lớn, size lớn, loại lớn
        """,
    ),
    (
        t.SIZE | t.SMALL,
        """
        nhỏ, bé, mini, small, tí hon, cỡ nhỏ, size nhỏ, loại nhỏ
        """,
    ),
    (
        t.SIZE | t.MIDDLE,
        """
        vừa, trung, medium, nhỡ
        """,
    ),
    (
        t.HALF,
        """
        nửa, 1 nửa, một nửa, half
        """,
    ),
    (
        t.AND_HALF,
        """
        rưỡi, rưởi, rữi
        """,
    ),
    (
        t.DONE,
        """
        rồi, r, xong, rùi, roài, ròi
        """,
    ),
    (
        t.FOR,
        """
        biếu, tặng, làm quà, chia, về bán, bán lại, để bán, để uống, để ăn, để dùng, để biếu, đãi, cúng, mua
        biếu, mua tặng, trang trí, trữ, dự trữ, đem, mang, dặn, nhờ, mua hộ, mua giúp
        """,
    ),
    (
        t.EVERY,
        """
        tất cả, hết, toàn bộ, sạch, cả đơn, hết đơn, nguyên đơn, đơn vừa rồi, hết luôn
        """,
    ),
    (
        t.VARIANT,
        """
        loại, cỡ, màu, size, sz, kích cỡ, bản, dung tích, loại chai, dạng, quy cách
        """,
    ),
)
