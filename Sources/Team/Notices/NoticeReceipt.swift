// Who was addressed by a notice, and who has read it (P3.3.1).

package import Identity
package import Kernel

/// One person whom a notice reaches. `acknowledged_at.null=true` lists who has not read it.
package final class NoticeReceipt: Resource {
    package static let schema = Schema<NoticeReceipt>("notice-receipts", one: "notice_receipt", "Receipt of a notice", "通知回执")

    package let notice = reference(Notice.self, "Notice", "通知").computed()
    package let user = reference(User.self, "Who", "人员").computed().informed()
    /// The notice's author sees who has read it.
    package let author = reference(User.self, "Author", "发布人").computed().scoped()
    package let acknowledgedAt = instant("Read at", "已读时间").computed().optional()

    package init() {}

    package static let furtherEvents = ["acknowledged"]

    package static let access = [
        Grant([.executive, .auditor, .admin], .read),
        Grant(.everyone, .read, rows: .own),
        .toWhomItIsAssigned,
        Grant([.salesManager], .read, rows: .team),
    ]
}
