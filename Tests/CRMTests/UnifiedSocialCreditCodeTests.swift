// The check character of GB 32100-2015.

import Testing

@testable import CRM

struct UnifiedSocialCreditCodeTests {
    @Test(arguments: ["91350100M000100Y43", "9144030071526726XG", "914403001922038216", "000000000000000000"])
    func `a code whose last character checks the others is accepted`(_ code: String) {
        #expect(UnifiedSocialCreditCode.isValid(code))
    }

    @Test(arguments: [
        "91350100M000100Y44", "91350100M000100Y4", "91350100M000100Y430", "91350100M000100YI3", "91350100m000100y43", "",
        "９1350100M000100Y43",
        "19350100M000100Y43",
    ])
    func `anything else is refused`(_ code: String) {
        #expect(!UnifiedSocialCreditCode.isValid(code))
    }

    @Test
    func `any single wrong character is noticed`() {
        let code = Array("91350100M000100Y43")
        for place in code.indices {
            for other in "0123456789ABCDEFGHJKLMNPQRTUWXY" where other != code[place] {
                var wrong = code
                wrong[place] = other
                #expect(!UnifiedSocialCreditCode.isValid(String(wrong)), "\(String(wrong))")
            }
        }
    }
}
