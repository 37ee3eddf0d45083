// Who we are on our papers.

package import Kernel

/// What heads the company's papers.
package final class CompanyProfile: Settings {
    package static let schema = Schema<CompanyProfile>(settings: "company", "Company", "本公司")

    package let name = text("Name", "名称").optional()
    /// Where it differs: for papers in English.
    package let englishName = text("Name in English", "英文名称").optional()
    package let address = text("Address", "地址").optional()
    package let phone = Kernel.phone("Phone", "电话").optional()
    package let email = Kernel.email("Mail", "邮箱").optional()
    package let unifiedSocialCreditCode = text("Unified social credit code", "统一社会信用代码", max: 18).optional()
    package let bankName = text("Bank", "开户行", max: 100).optional()
    package let bankAccount = text("Bank account", "银行账号", max: 40).optional()

    package init() {}
}

extension DocumentSender {
    /// What the company says of itself; nothing where it has said no name.
    package static let answeredByIdentity = DocumentSender { reader, language in
        let company = reader.settings(CompanyProfile.self)
        guard let name = company.name ?? company.englishName else { return [] }
        let fields = CompanyProfile.schema.declaration
        func labelled(_ field: AnyField, _ value: String?) -> String? {
            value.map { field.label.text(in: language) + ": " + $0 }
        }
        let contact = [company.address, company.phone, company.email].compactMap { $0 }.joined(separator: " · ")
        let bank = [company.bankName, company.bankAccount].compactMap { $0 }.joined(separator: " ")
        return [
            language == .english ? company.englishName ?? name : name, contact,
            labelled(fields.unifiedSocialCreditCode, company.unifiedSocialCreditCode),
            labelled(fields.bankName, bank.isEmpty ? nil : bank),
        ].compactMap { $0 }.filter { !$0.isEmpty }
    }
}
