"""The words of everything else that is said in a live sale: questions, praise, addresses, conditions.

Written as in `phien.reading.words`.
"""

from __future__ import annotations

from phien.reading import tags as t

__all__ = ["ASKED", "NO", "TALK"]

TALK: tuple[tuple[int, str], ...] = (
    (
        t.ASK,
        """
        sao, gì, j, mấy, nào, bao nhiêu, =nhiêu, nhiu, bn, bnh, bnhieu, bao nhiu, bao lâu, khi nào, chừng
        nào, lúc nào vậy, ở đâu, chỗ nào, đâu vậy, là sao, thế nào, như nào, ntn, răng, hết nhiêu, nhiêu
        tiền, nhiu tiền, bao nhiêu tiền, mấy giờ, mấy ngày, how, how much, what, when, where, does, do you,
        is it, is this, are there, can you, which, cho hỏi, hỏi, tư vấn giúp, tư vấn cho, hỏi chút, hỏi xíu,
        có phải, khác nhau, khác gì, cách dùng, hsd, hạn sử dụng, mua đâu, cái nào, loại nào, mã mấy, ai
        vậy, là ai, còn chưa, hết chưa, hết rồi hả, có ship, giá nhiu, giá nhiêu, giá bao nhiêu, mấy tiền,
        nhiu vậy, giá sao, giá sỉ, báo giá, xin giá, ib giá, giá inbox, có freeship, có được, có giảm, có
        tặng, được tặng gì, có khuyến mãi, mấy hôm, mấy bữa, mấy tháng, mấy năm, mấy người, mấy cái, mấy
        phút, xin stk, xin số tài khoản, cho stk, cho số tài khoản, cho xin stk, cho xin số tài khoản, xin
        số tk, cho xin số tk, sđt shop, số shop
        """,
    ),
    (
        t.ASK_END,
        """
        hả, hở, hử, chưa, nhỉ, =chứ, =chớ, đúng không, hè, không, ko, k, kh, hok, hông, hong, hem, khum,
        hổng, rứa, right, phải hông, thiệt không, =ư, =à
        """,
    ),
    (
        t.SURE,
        """
        kịp chưa, nghe chưa, thấy chưa, thấy em chưa, thấy đơn chưa, ok chưa, được chưa, nhận được chưa, ghi
        chưa, lên đơn chưa, đúng chưa, đủ chưa
        """,
    ),
    (
        t.PRICE,
        """
        giá, price, giá cả
        """,
    ),
    (
        t.PAST,
        """
        =đã, đã ck, đã chuyển, đã chuyển khoản, hôm trước, hôm bữa, bữa trước, bữa hổm, bữa rồi, bữa tết,
        lần trước, lần trc, hôm trc, bữa trc, đợt trước, kỳ trước, đợt rồi, lần rồi, tháng trước, tuần
        trước, năm trước, năm ngoái, hôm qua, hôm kia, hồi sáng, hồi chiều, hồi trưa, hồi tối, sáng giờ, mới
        nhận, vừa nhận, nhận được hàng, đã nhận, nhận hàng rồi, từng mua, đã mua, đã đặt, đã lấy, đã chốt,
        mới mua, mới đặt, vừa mua, mua rồi, lấy rồi, đặt rồi, mấy lần rồi, hồi nhỏ, hồi xưa, hồi đó, từ hôm,
        hôm thứ, đơn cũ, đơn trước, đơn bữa, đơn hôm, đợt vừa rồi, mới hết, vừa hết, mới ăn hết, mới uống
        hết, live trước, phiên trước, dùng rồi, mua ở đây, mới gửi, mới cho, tháng rồi, tuần rồi, năm rồi,
        hổm rồi, hôm rồi, hồi trước, dạo trước, bữa kia, đợt kia, lần kia, đợt nọ, bữa nọ, hôm nọ, trước
        giờ, đó giờ, xưa giờ, tết rồi, mùa trước, mùa rồi, cách đây, hồi hôm, mới ăn, vừa ăn, đã dùng, từng
        lấy, từng đặt, từng ăn
        """,
    ),
    (
        t.LATER,
        """
        mai mua, mai lấy, mai chốt, mai đặt, mai e mua, mai em mua, mốt mua, bữa sau, hôm sau, lần sau, live
        sau, kỳ sau, đợt sau, tuần sau, tháng sau, lương về, có lương, lãnh lương, lĩnh lương, nhận lương,
        cuối tháng, đầu tháng, để em hỏi, để mình hỏi, để chị hỏi, để hỏi, để suy nghĩ, để nghĩ, để em nghĩ,
        để em tính, để tính, để coi, để xem, để em coi, để em xem, suy nghĩ, từ từ, khi nào rảnh, khi nào
        có, chừng nào có, hôm nào, bữa nào, hết tiền, chưa có tiền, nhắn sau, mua sau, chốt sau, đặt sau,
        lấy sau, tính sau, mai mốt, bữa khác, hôm khác, khi khác, lúc khác, dịp khác, phiên sau, lần tới,
        đợt tới, tuần tới, tháng tới, bữa tới, chờ lương, đợi lương, chưa lương, có tiền rồi, cạn tiền, kẹt
        tiền, kẹt quá, hỏi chồng, hỏi vợ, hỏi ck, hỏi vk, hỏi ý, hỏi mẹ, xin ý kiến, suy nghĩ đã, nghĩ đã,
        coi đã, xem đã, từ từ đã, rồi tính, bán xong, thu hoạch xong, gặt xong, xong vụ
        """,
    ),
    (
        t.IF,
        """
        nếu, if, miễn, miễn là, với điều kiện, nhỡ, lỡ như, mà được, =nếu mà
        """,
    ),
    (
        t.THEN,
        """
        thì, thi, mới lấy, mới mua, mới chốt, rồi mới lấy, rồi mới chốt, mới đặt
        """,
    ),
    (
        t.STOCK,
        """
        còn, còn hàng, có hàng, nếu còn, còn thì, hết, hết thì, nếu hết, hết hàng
        """,
    ),
    (
        t.FREE,
        """
        freeship, free ship, fs, miễn ship, miễn phí ship, bao ship, giảm giá, khuyến mãi, voucher, mã giảm,
        tặng thêm, tặng kèm, có quà, được tặng, giá sỉ, bớt giá, sale, giảm thêm, có tặng, free
        """,
    ),
    (
        t.USE,
        """
        uống, ăn, dùng, xài, ngậm, pha, đốt, thoa, bôi, nấu, nướng, chiên, trồng, nuôi, mặc, đắp, đội, giặt,
        nhậu, nghe mùi, nghe kể, xịt, gội, ngâm, chấm, trộn, chưng, dụng, thích, ghiền, mê, thèm, nhớ, khen,
        chụp, thấy, nghe nói, biết, nghĩ, tưởng, ngồi, nằm, coi live, xem live, đi làm, đi chơi, đi học, đi
        ngủ, ngủ, đang, hồi, từ, cứ, hay bị, bị, hư, bể, hết sạch, sạch trơn
        """,
    ),
    (
        t.PRAISE,
        """
        ngon, đẹp, thơm, xinh, dễ thương, tuyệt, chất lượng, xịn, quá, ghê, dữ, bá cháy, hết ý, hết sẩy, quá
        trời, quá chừng, rẻ, mắc, đắt, hời, chuẩn, tốt, mướt, đáng tiền, ưng, mê ly, chán, dở, tệ, tiếc,
        uổng, buồn, huỷ diệt, ngon huỷ diệt, đẹp huỷ diệt, số một, bá đạo, đỉnh, xuất sắc, hết nấc, hết chỗ
        chê, cực phẩm, mlem, nhức nách, chất, bén, bao ngon, bao đẹp
        """,
    ),
    (
        t.OTHERS,
        """
        như trên, như nhà trên, như bạn trên, như chị trên, như anh trên, như bạn, như chị, như c trên, như
        b trên, như anh, y trên, y như, y chang, giống trên, giống bạn, giống chị, giống anh, giống như,
        giống nhà, giống đơn, giống người, như đơn, theo bạn, như cũ, như mọi khi, như mọi lần, như thường
        lệ, như lần trước, như bữa trước, như đợt trước, như hôm trước, như hồi nãy, giống vậy, giống cũ,
        same as, đơn nó, đơn bạn ấy, đơn chị ấy, đơn cô ấy, đơn ảnh, đơn chỉ, tương tự bạn, một đơn như, đơn
        như, y vậy, y hệt, giống hệt, lấy y, sao thì chị lấy, sao thì em lấy, sao thì mình lấy, như người ta
        """,
    ),
    (
        t.VAGUE,
        """
        ít, một ít, vài, mấy cái, dăm, nhiều nhiều, kha khá, một mớ, 1 mớ, mớ, một số, chút, một chút, 1 ít,
        1 chút, tầm, khoảng, cỡ chừng, chừng, hơn, gần
        """,
    ),
    (
        t.ADDRESS,
        """
        địa chỉ, đ/c, đ / c, giao, giao về, giao tới, giao đến, giao cho, giao ở, giao tận, gửi, gửi về, gửi
        ra, gửi vô, gửi vào, gửi tới, gửi đến, gửi xuống, gửi lên, gửi qua, ship, ship về, ship ra, ship
        tới, ship đến, ship vô, ship vào, ship lên, ship xuống, ship qua, nhà ở, ở, tại, về, address,
        deliver, deliver to, ship to, send to, lives in, living in, đc :, dc :, tới
        """,
    ),
    (
        t.NUMBERED | t.ADDRESS,
        """
        số nhà, ngõ, ngách, hẻm, kiệt, xóm, ấp, thôn, tổ, tổ dân phố, khu phố, khu, phường, quận, huyện, xã,
        tầng, phòng, lô, block, toà, toà nhà, chung cư, đường, đường số, km, quốc lộ, ql, tỉnh lộ, tl, thị
        trấn, thị xã, tp, cư xá, khóm, buôn, bản, đội, lầu, p, q, f, căn, căn hộ, kcn, nhà số
        """,
    ),
    (
        t.NUMBERED,
        """
        số, thứ, tháng, ngày, mùng, mồng, năm, lần thứ, live thứ, tập, tuổi, lúc, khoảng lúc, sau lúc, trước
        lúc, từ ngày, hôm, top, cấp, tới ngày, trước ngày, chủ nhật, cn, năm học, đời, lớp
        """,
    ),
    (
        t.LAUGH,
        """
        haha, hihi, hehe, kkk, kk, hihihi, hahaha, hjhj, keke, hic, huhu, hí hí, lol, kaka
        """,
    ),
    (
        t.OR,
        """
        hay, hoặc, hay là
        """,
    ),
    (
        t.ANY,
        """
        cũng được, cũng đc, cũng dc, cũng ok, không thì thôi, ko thì thôi, k thì thôi, thì thôi, hết thì
        thôi
        """,
    ),
    (
        t.HAVE,
        """
        nhà còn, còn ở nhà, nhà có, đang có, em có, mình có, còn nguyên, chưa uống hết, chưa ăn hết, chưa
        dùng hết, chưa đụng, ở nhà còn, nhà em còn, nhà mình còn, nhà chị còn, nhà vẫn còn, nhà e còn, nhà c
        còn, vẫn còn
        """,
    ),
    (
        t.COMMON,
        """
        nên, vì, do, tại, cũng, như, có, sẽ, rất, lắm, các, những, này, kia, khi, phải, chắc, đều, ra, đến,
        làm, nhà, năm nay, việc, người ta, nói, đọc, hỏi, trả lời, trả, đẻ, dễ, khó, quê, nhìn, ngoài,
        trong, trên, dưới, trời, đất, nước, chợ, bán, hôm nọ, mùa, tiền, giờ này, áo, tóc, tay, chân, mặt,
        bụng, đầu, đâu, mình ên, cả ngày, suốt, hoài, mãi, hơn, nhất, thật là, thiệt là, chứ, chớ, luôn
        luôn, từng, nghỉ, đưa, dừa
        """,
    ),
    (
        t.CALL,
        """
        chồng ơi, vợ ơi, mẹ ơi, tụi bay, mày, bà con ơi, mấy bà, mấy bà ơi, mấy mẹ, mấy má, bà ơi, ông ơi,
        anh em ơi
        """,
    ),
)

# Asked with any of the words for "no": "đúng hông", "còn ko", "được hem".
NO = "không ko k kh hông hong hok hem hổng khum hôn".split()
ASKED: tuple[tuple[int, str], ...] = (
    (t.SURE, "đúng, phải, kịp, còn kịp, có kịp, thấy, ok, nghe"),
    (t.ASK | t.FREE, "freeship, free ship, bao ship, miễn ship, fs"),
    (
        t.ASK,
        "có, còn, còn hàng, được, đc, dc, ship, có ship, có phải, có được, có giảm, có sẵn, sẵn hàng",
    ),
)
