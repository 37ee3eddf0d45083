// A small company of resources with every kind of field, children, steps and forms, for the kernel's tests.

import Kernel
import Storage
import Testing

enum SampleStatus: String, Choice {
    case draft, submitted, closed
    var chinese: String { ["草稿", "已提交", "已关闭"][SampleStatus.allCases.firstIndex(of: self) ?? 0] }
}

enum SampleColour: String, Choice {
    case red, darkBlue = "dark_blue"
    var chinese: String { self == .red ? "红" : "深蓝" }
}

extension FieldGroup {
    static let sampleCost = FieldGroup("cost", seenBy: [.finance, .admin])
}

/// Somebody who owns records, and whom the base columns refer to.
final class SampleUser: Resource {
    static let schema = Schema<SampleUser>("users", one: "user", "User", "用户")
    let username = identifier("User name", "用户名", max: 60).unique()
    let manager = reference(SampleUser.self, "Manager", "上级").optional()
    let password = secret("Password", "密码").optional()
    static let access = Grant.standard + [Grant(.everyone, .read)]
}

/// One resource with a field of every kind.
final class SamplePaper: Resource {
    typealias Status = SampleStatus
    static let schema = Schema<SamplePaper>("sample-papers", one: "sample_paper", "Sample paper", "样例单据")
    let number = Kernel.number("SP")
    let subject = text("Subject", "主题", max: 80)
    let notes = paragraphs("Notes", "备注").optional()
    let mail = email("Mail", "邮箱").optional()
    let telephone = phone("Phone", "电话").optional()
    let currency = Kernel.currency().filled()
    let copies = integer("Copies", "份数", 1...9)
    let isUrgent = boolean("Urgent", "紧急").byDefault(false)
    let rate = exchangeRate("Rate", "汇率").filled()
    let discount = fraction("Discount", "折扣").optional()
    let budget = amount("Budget", "预算").optional()
    let cost = amount("Cost", "成本").seen(in: .sampleCost).computed().optional()
    let colour = choice(SampleColour.self, "Colour", "颜色").optional()
    let colours = choices(SampleColour.self, "Colours", "颜色组")
    let tags = words("Tags", "标签").optional()
    let dueOn = day("Due on", "到期日")
    let sentAt = instant("Sent at", "发送时间").optional()
    let owner = reference(SampleUser.self, "Owner", "负责人").callerByDefault().scoped()
    let kind = text("Kind", "类别").fixed()
    let approvedBy = reference(SampleUser.self, "Approved by", "批准人").computed().optional()
    let limit = unitPrice("Limit", "上限").written(by: [.admin]).optional()
    let externalID = Kernel.externalID()
    let lines = children(SampleLine.self, "Lines", "明细", 1...50)
    let log = computedChildren(SampleLogEntry.self, "Log", "记录")
    let status = state(SampleStatus.self, initial: .draft, editable: [.draft])

    static let access = Grant.standard + [Grant([.salesRep], [.read, .create, .update, .archive], rows: .own)]
    static let filters = [NamedFilter("review_open", "Open review", "待审", values: ["finance", "legal"], condition: "1 OR ?")]
    static let steps: [Step<SamplePaper>] = [
        Step("submit", "Submit", "提交", from: .draft, to: [.submitted], by: .owner, clause: "P2.5.1"),
        Step(
            "reviews/finance/approve", "Approve", "批准", from: .submitted, to: [.closed], by: .finance, decision: true, clause: "P2.5.2",
            input: SampleVerdict.self
        ) { _, _, _ in },
    ]
}

final class SampleLine: Item {
    static let schema = Schema<SampleLine>(table: "sample_paper_lines", one: "sample_line", parent: "sample_paper_id", "Line", "明细")
    let amountOrdered = quantity("Quantity", "数量")
    let price = unitPrice("Price", "单价").filled()
    let cost = unitPrice("Cost", "成本").seen(in: .sampleCost).computed().optional()
    let product = text("Product", "产品").fixed()
}

final class SampleLogEntry: Item {
    static let schema = Schema<SampleLogEntry>(
        table: "sample_paper_log", one: "sample_log_entry", parent: "sample_paper_id", "Log entry", "记录项")
    let at = instant("At", "时间")
}

final class SampleVerdict: Form {
    let comment = paragraphs("Comment", "意见", max: 500)
    let level = integer("Level", "级别", 1...5).optional()
    let parts = children(SampleLine.self, "Parts", "部分", 1...5)
}

enum Samples {
    static let migration = Migration(
        module: "sample", number: 1, name: "create-samples",
        sql: """
            CREATE TABLE users (
                \(base),
                username TEXT NOT NULL, manager_id INTEGER REFERENCES users (id), password TEXT
            ) STRICT;
            CREATE TABLE sample_papers (
                \(base),
                number TEXT NOT NULL, subject TEXT NOT NULL, notes TEXT, mail TEXT, telephone TEXT, currency TEXT NOT NULL, copies INTEGER NOT NULL,
                is_urgent INTEGER NOT NULL, rate INTEGER NOT NULL, discount INTEGER, budget INTEGER, cost INTEGER, colour TEXT, colours TEXT NOT NULL,
                tags TEXT, due_on INTEGER NOT NULL, sent_at INTEGER, owner_id INTEGER NOT NULL REFERENCES users (id), kind TEXT NOT NULL,
                approved_by_id INTEGER REFERENCES users (id), "limit" INTEGER, external_id TEXT, status TEXT NOT NULL
            ) STRICT;
            CREATE TABLE sample_paper_lines (
                id INTEGER PRIMARY KEY, sample_paper_id INTEGER NOT NULL REFERENCES sample_papers (id), position INTEGER NOT NULL,
                amount_ordered INTEGER NOT NULL, price INTEGER NOT NULL, cost INTEGER, product TEXT NOT NULL
            ) STRICT;
            CREATE TABLE sample_paper_log (
                id INTEGER PRIMARY KEY, sample_paper_id INTEGER NOT NULL REFERENCES sample_papers (id), position INTEGER NOT NULL, at INTEGER NOT NULL
            ) STRICT;
            """)

    static let base = """
        id INTEGER PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by_id INTEGER REFERENCES users (id),
        updated_at INTEGER NOT NULL, archived_at INTEGER
        """

    static let refusal = FailureCode("sample_refused", 409, "The sample is refused.", "样例被拒绝。")

    static func registry() throws -> Registry {
        let calendar = try #require(CompanyCalendar(timeZone: "Asia/Shanghai"))
        let module = Module(
            "sample", "Samples", "样例", resources: [AnyResource(SampleUser.self), AnyResource(SamplePaper.self)], migrations: [migration],
            failures: [refusal])
        return Registry(
            modules: [module], company: .standard, calendar: calendar, clock: ManualClock(Instant(milliseconds: 0)),
            directory: Directory(
                caller: { _, _, _ in nil }, holders: { _, _ in [] }, managers: { _, _ in [] }, roles: { _, _ in [] },
                displayName: { _, _ in nil }))
    }
}
