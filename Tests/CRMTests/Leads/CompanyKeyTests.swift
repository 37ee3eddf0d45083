// What two entries of one company have in common.

import Testing

@testable import CRM

struct CompanyKeyTests {
    @Test(arguments: [
        ("远洋贸易有限公司", "远洋贸易"), ("远洋贸易股份有限公司", "远洋贸易"), ("远洋 贸易（北京）有限责任公司", "远洋贸易北京"),
        ("Blue Water Co., Ltd.", "bluewater"), ("BLUE WATER S.p.A.", "bluewater"), ("Ltd", "ltd"), ("有限公司", "有限"),
        ("Limited Brands", "limitedbrands"), ("Ｂlue－Water", "bluewater"), ("Dansk Te A/S", "danskte"),
    ])
    func `a name is compared without its legal form`(_ name: String, _ key: String) {
        #expect(CompanyName.key(of: name) == key)
    }

    @Test func `a name without a letter or digit has nothing to compare`() {
        #expect(CompanyName.key(of: "***") == nil)
    }

    @Test(arguments: [
        ("+86 10 6552-1234", "1065521234"), ("010-65521234", "1065521234"), ("0086 138 0013 8000", "13800138000"),
        ("138 0013 8000", "13800138000"), ("+49 (0)171 1234567", "4901711234567"), ("（010）65521234", "1065521234"),
    ])
    func `a number is compared by its digits`(_ text: String, _ key: String) {
        #expect(PhoneNumber.key(text) == key)
    }

    @Test func `a short number, such as an extension, is nobody's alone`() {
        #expect(PhoneNumber.key("1234") == nil)
    }
}
