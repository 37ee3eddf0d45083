// The same company is entered once: by phone, mail or name (P2.1.2).

import Foundation
import Identity
import Kernel
import SQLite

/// What two entries of one company have in common, however it was typed.
struct CompanyKeys: Equatable {
    /// Nil where nothing is left to compare.
    let name: String?
    let phones: [String]
    let mails: [String]

    init(name: String, phones: [String?], mails: [String?]) {
        self.name = CompanyName.key(of: name)
        self.phones = phones.compactMap { $0 }.compactMap(PhoneNumber.key)
        self.mails = mails.compactMap { $0?.lowercased() }
    }
}

/// A company's name without its legal form.
enum CompanyName {
    /// What stands behind a name and says only what kind of company it is, longest first.
    private static let chineseForms = ["股份有限公司", "有限责任公司", "有限公司", "公司"]
    private static let latinForms: Set<String> = [
        "ltd", "limited", "co", "company", "inc", "incorporated", "corp", "corporation", "llc", "llp", "plc", "gmbh", "mbh", "ag", "kg",
        "ohg", "sa", "sarl", "sas", "srl", "spa", "bv", "nv", "oy", "ab", "as", "aps", "pty", "pte", "kk",
    ]

    /// Nil for a name without a letter or digit.
    static func key(of name: String) -> String? {
        let folded = name.precomposedStringWithCompatibilityMapping.lowercased()
        // `S.p.A.` and `A/S` are one word each.
        var words = folded.filter { !"./'".contains($0) }.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        guard !words.isEmpty else { return nil }
        while words.count > 1, let last = words.last, latinForms.contains(last) { words.removeLast() }
        let joined = words.joined()
        let form = chineseForms.first { joined.hasSuffix($0) && joined.count > $0.count }
        return form.map { String(joined.dropLast($0.count)) } ?? joined
    }
}

/// A telephone number as its digits, without the way to dial it.
enum PhoneNumber {
    /// Nil for fewer than five digits. China's country code and a leading zero are left out, so that `+86 10 6552 1234` is `010-65521234`.
    static func key(_ text: String) -> String? {
        var digits = String(text.precomposedStringWithCompatibilityMapping.filter { $0.isASCII && $0.isNumber })
        let isInternational = text.hasPrefix("+") || digits.hasPrefix("00")
        while digits.hasPrefix("0") { digits.removeFirst() }
        if isInternational, digits.hasPrefix("86") { digits.removeFirst(2) }
        while digits.hasPrefix("0") { digits.removeFirst() }
        return digits.count < 5 ? nil : digits
    }
}

/// Looks for other entries of the same company.
enum Duplicates {
    /// Refuses a lead whose company is a living lead or a customer already: the answer says whom to ask, and nothing of the record.
    static func refuse(of lead: Record<Lead>, _ keys: CompanyKeys, in context: RuleContext) throws {
        let condition = "id <> ? AND archived_at IS NULL AND status NOT IN ('disqualified', 'converted')"
        for (column, key) in [("company_key", keys.name), ("phone_key", keys.phones.first), ("email_key", keys.mails.first)] {
            guard let key else { continue }
            let same = try context.all(Lead.self, where: "\(column) = ? AND \(condition)", .text(key), lead.id.stored)
            if let first = same.first { throw Failure(.leadExists, ["owner": try owner(first.owner, in: context)]) }
        }
        try refuseCustomer(like: lead, in: context)
    }

    static func refuseCustomer(like lead: Record<Lead>, in context: RuleContext) throws {
        guard let owner = try customerOwner(lead, in: context) else { return }
        throw Failure(.companyIsCustomer, ["owner": try self.owner(owner, in: context)])
    }

    private static func customerOwner(_ lead: Record<Lead>, in context: RuleContext) throws -> ID<User>? {
        let sql = """
            SELECT owner_id FROM customers WHERE archived_at IS NULL AND status <> 'merged' AND (name_key = ?1 OR phone_key = ?2 OR email_key = ?3)
            UNION ALL
            SELECT c.owner_id FROM contacts p JOIN customers c ON c.id = p.customer_id
            WHERE p.archived_at IS NULL AND c.archived_at IS NULL AND (p.phone_key = ?2 OR p.mobile_key = ?2 OR p.email_key = ?3)
            LIMIT 1
            """
        return try context.integer(sql, lead.companyKey.stored, lead.phoneKey.stored, lead.emailKey.stored).map { ID($0) }
    }

    private static func owner(_ id: ID<User>?, in context: RuleContext) throws -> String {
        guard let id else { return "a sales manager" }
        return try context.require(User.self, id).displayName
    }
}
