// How far the owner of a proposal may go before the manager's manager has to approve it as well (P2.3.2).

import Catalog
import Identity
import Kernel
import SQLite

/// What goes beyond the authority of an owner's position in a proposal, and by how much.
struct AuthorityCheck {
    /// What the owner's position may give.
    let limits: AuthorityLimits
    /// The greatest discount of a line against its list price, in ten-thousandths; list prices are without tax, whatever the paper's are.
    let discount: Int64
    /// Net less cost as a part of net, in ten-thousandths, of the goods whose cost is known; nil where there are none. Freight is no margin.
    let margin: Int64?
    /// Why the manager alone may not approve it.
    let reasons: [AuthorityReason]

    /// Throws `amount_out_of_range`.
    init(_ proposal: Record<Proposal>, in reader: RuleReader) throws {
        let limits = try AuthorityLimits(of: proposal.owner, in: reader)
        let goods = proposal.lines.filter { $0.kind == .product }
        let discounts = try goods.map { try DiscountedPrice($0, of: proposal, in: reader) }
        discount = discounts.map(\.discount).max() ?? 0
        let costed = goods.filter { $0.unitCost > .zero }
        let net = costed.reduce(Int128(0)) { $0 + Int128($1.net.minorUnits) }
        let cost = costed.reduce(Int128(0)) { $0 + Int128($1.cost.minorUnits) }
        margin = costed.isEmpty || net <= 0 ? nil : Int64(clamping: roundedQuotient((net - cost) * whole, by: net))
        var reasons: [AuthorityReason] = []
        if discounts.contains(where: { $0.exceeds(limits.discount) }) { reasons.append(.discount) }
        if !costed.isEmpty, (net - cost) * whole < net * Int128(limits.margin.unscaled) { reasons.append(.margin) }
        if costed.contains(where: { $0.net < $0.cost }) { reasons.append(.underCost) }
        (self.limits, self.reasons) = (limits, reasons)
    }
}

/// What one position may give.
struct AuthorityLimits {
    let discount: Fraction
    let margin: Fraction

    /// Those of the owner's position where the company has set some, else those of everybody.
    init(of owner: ID<User>, in reader: RuleReader) throws {
        let settings = reader.settings(CRMSettings.self)
        let held = try reader.find(User.self, owner)?.position?.lowercased()
        let own = settings.proposalAuthorities.first { $0.heldPosition.lowercased() == held }
        discount = own?.discount ?? settings.proposalDiscountAuthority
        margin = own?.margin ?? settings.proposalMarginAuthority
    }
}

/// The price of a line against its list price. Exact: no rounding decides whether a discount is too great.
private struct DiscountedPrice {
    /// Price × (1 − discount) without tax, and the list price, in the same unit; both nil-free and not negative.
    private let given: Int128
    private let listed: Int128

    init(_ line: Record<ProposalLine>, of proposal: Record<Proposal>, in reader: RuleReader) throws {
        guard let product = line.product else { throw Failure(.notFound) }
        let listPrice = try DiscountedPrice.listPrice(of: product, proposal, reader)
        let tax = proposal.pricesIncludeTax ? whole + Int128(line.taxRate.unscaled) : whole
        given = Int128(line.unitPrice.unscaled) * (whole - Int128(line.discount.unscaled)) * whole
        listed = listPrice * tax * whole
    }

    /// In ten-thousandths; 0 for what is dearer than listed.
    var discount: Int64 {
        guard listed > 0, given < listed else { return 0 }
        return Int64(clamping: roundedQuotient((listed - given) * whole, by: listed))
    }

    func exceeds(_ allowed: Fraction) -> Bool {
        given * whole < listed * (whole - Int128(allowed.unscaled))
    }

    /// What the customer's list says, else the catalogue, in the paper's currency: ten-thousandths.
    private static func listPrice(of id: ID<Product>, _ proposal: Record<Proposal>, _ reader: RuleReader) throws -> Int128 {
        let product = try reader.require(Product.self, id)
        let customer = try reader.require(Customer.self, proposal.customer)
        let listed = try PriceLists.unitPrice(for: customer, product, currency: proposal.currency, on: reader.today, in: reader)
        if let listed { return Int128(listed.unscaled) }
        let inCompanyCurrency = Int128(product.listPrice.unscaled) * Int128(ExchangeRate.one.unscaled)
        return roundedQuotient(inCompanyCurrency, by: Int128(max(proposal.exchangeRate.unscaled, 1)))
    }
}

/// The whole of a fraction.
private let whole = Int128(1_0000)
