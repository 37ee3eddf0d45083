// What the kernel itself adds to the server: files on any record.

import SQLite

extension Module {
    /// Before all others: what every record can have. Each server has one of its own, which knows the server's other collections: two in
    /// one process would take each other's.
    static var attachments: Module {
        Module(
            "attachments", "Attachments", "附件", resources: [AnyResource(Attachment.self), AnyResource(AttachmentSettings.self)],
            migrations: [], failures: FailureCode.ofAttachments, jobs: [.removeUnusedBlobs])
    }
}

/// What the company can set of files.
package final class AttachmentSettings: Settings {
    package static let schema = Schema<AttachmentSettings>(settings: "attachments", "Attachments", "附件")

    /// The server's own limit, `max_upload`, holds beside it.
    package let maxBytes = integer("Largest file, bytes", "单个文件上限（字节）", 1...1_099_511_627_776).byDefault(25 * 1024 * 1024)

    package init() {}
}

extension FailureCode {
    static let emptyFile = FailureCode("empty_file", 422, "The file is empty: send its content as the body.", "文件为空：请将文件内容作为请求体发送。")
    static let badFileName = FailureCode(
        "bad_file_name", 422,
        "“{value}” is no name for a file here: give one of at most 200 characters, without path and control characters, by name=….",
        "“{value}”不能作为文件名：请用 name=… 提供不超过 200 个字符、不含路径和控制字符的名称。")
    static let contentTypeDiffers = FailureCode(
        "content_type_differs", 415, "The content is {found}, and not {type} as Content-Type says. Correct it, or leave it out.",
        "文件内容为 {found}，与 Content-Type 声明的 {type} 不符。请更正或省略该请求头。")
    static let rangeNotSatisfiable = FailureCode(
        "range_not_satisfiable", 416, "There is no such part: the content has {size} bytes.", "请求的范围不存在：内容共 {size} 字节。")

    static let ofAttachments = [emptyFile, badFileName, contentTypeDiffers, rangeNotSatisfiable]
}

extension PeriodicJob {
    /// What an upload has left that did not come to a record, or what belonged to an erased one, goes a day after it was last named. The
    /// writer itself looks, so that no upload names it meanwhile.
    static let removeUnusedBlobs = {
        let place = BlobPlace()
        return PeriodicJob("remove-unused-blobs", every: 3600) { now, connection in
            let store = BlobStore(beside: connection.filePath)
            let folder = place.next()
            for digest in store.digests(inFolder: folder, namedBefore: now.adding(seconds: -86_400).milliseconds / 1000) {
                let used = try connection.first("SELECT 1 FROM attachments WHERE sha256 = ?", [.text(digest)]) != nil
                if !used { store.remove(digest) }
            }
            return folder + 1 < BlobStore.folderCount
        }
    }()
}
