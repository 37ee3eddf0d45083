// What an approved investigation means on a day: poor or not, prepayment or guarantee.

import Kernel
import Testing

@testable import CRM

struct CustomerCreditTests {
    private let today = Day(daysSince1970: 20_000)

    private func credit(
        _ rating: CreditRating = .a, validFor days: Int = 30, guarantee: Int64? = nil, guaranteedFor guaranteeDays: Int? = nil
    ) throws -> CustomerCredit {
        var investigation = Record(new: CreditInvestigation.self)
        investigation.rating = rating
        investigation.limit = Money(minorUnits: 100)
        investigation.paymentTermsDays = 30
        investigation.validUntilOn = today.adding(days: days)
        investigation.guarantee = guarantee == nil ? .none : .deposit
        investigation.guaranteeAmount = guarantee.map(Money.init(minorUnits:))
        investigation.guaranteeValidUntilOn = guaranteeDays.map { today.adding(days: $0) }
        // A rate of 7 makes the conversion visible.
        return try CustomerCredit(investigation, on: today) { try Money(checked: Int128($0.minorUnits) * 7) }
    }

    @Test(arguments: zip(CreditRating.allCases, [false, false, false, false, true, true]))
    func `C and D are poor`(_ rating: CreditRating, _ isPoor: Bool) throws {
        #expect(try credit(rating).isPoor == isPoor)
        #expect(try credit(rating).prepaymentRequired == isPoor)
    }

    @Test
    func `an investigation holds through its last day and counts as poor from the next`() throws {
        #expect(try !credit(validFor: 0).isPoor)
        #expect(try credit(validFor: -1).isPoor)
    }

    @Test
    func `nobody investigated counts as poor, with no limit`() {
        #expect(CustomerCredit.none.isPoor)
        #expect(CustomerCredit.none.prepaymentRequired)
        #expect(CustomerCredit.none.limit == .zero)
        #expect(!CustomerCredit.none.guaranteeCovers(Money(minorUnits: 1)))
    }

    @Test
    func `limit and guarantee are in the company's currency`() throws {
        let credit = try credit(guarantee: 50)
        #expect(credit.limit == Money(minorUnits: 700))
        #expect(credit.guarantee?.amount == Money(minorUnits: 350))
    }

    @Test
    func `a valid guarantee stands in for prepayment`() throws {
        let credit = try credit(.d, guarantee: 50, guaranteedFor: 0)
        #expect(credit.isPoor)
        #expect(!credit.prepaymentRequired)
        #expect(credit.guaranteeCovers(Money(minorUnits: 350)))
        #expect(!credit.guaranteeCovers(Money(minorUnits: 351)))
    }

    @Test
    func `a guarantee that ran out covers nothing`() throws {
        let credit = try credit(.d, guarantee: 50, guaranteedFor: -1)
        #expect(credit.prepaymentRequired)
        #expect(!credit.guaranteeCovers(.zero))
    }

    @Test
    func `a guarantee without an end stays valid`() throws {
        #expect(try credit(.d, guarantee: 50).guarantee?.isValid == true)
    }
}
